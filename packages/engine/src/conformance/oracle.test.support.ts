import type { Batch, GraphPlan, Pass, SubnetWeights } from '@altsparse/core';
import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs-core';
import { scope, type TensorFlow } from '../tensorflow.ts';
import { plainGraph } from './plain-tfjs.test.support.ts';

const noise = 7;

/** The noise that the oracle's dropout is drawn by. */
export const oracleNoise: number = noise;

/** Loss and derivatives by the library's own tape, on its plain JavaScript backend. */
export async function oraclePass(tf: TensorFlow, plan: GraphPlan, batch: Batch, weights: SubnetWeights): Promise<Pass> {
  return onCpu(tf, () => {
    const variables = new Map(
      plan.parameters.map((one) => {
        const values = weights.parameters.slice(one.offset, one.offset + one.length);
        return [one.name, tf.variable(tf.tensor(values, [...one.shape]))] as const;
      }),
    );
    let logits = new Float32Array();
    const moments = new Float32Array(plan.statisticCount);
    const { value, grads } = tf.variableGrads(() => {
      const values = run(tf, plan, batch, (name) => variables.get(name)!, undefined);
      const output = values.get(plan.graph.nodes.at(-1)!.name)!;
      logits = output.dataSync<'float32'>().slice();
      writeMoments(tf, plan, values, moments);
      const labels = tf.oneHot(tf.tensor1d(batch.labels, 'int32'), output.shape[1]!);
      return tf.losses.softmaxCrossEntropy(labels, output) as Scalar;
    }, [...variables.values()]);
    const gradient = new Float32Array(plan.parameterCount);
    for (const one of plan.parameters) {
      const found = grads[(variables.get(one.name) as Variable).name];
      if (found) gradient.set(found.dataSync<'float32'>(), one.offset);
    }
    const loss = value.dataSync()[0]!;
    for (const variable of variables.values()) variable.dispose();
    return { loss, logits, gradient, moments };
  });
}

/** Logits with running statistics. */
export async function oracleForward(
  tf: TensorFlow,
  plan: GraphPlan,
  batch: Batch,
  weights: SubnetWeights,
): Promise<Float32Array> {
  return onCpu(tf, () => {
    const parameter = (name: string): Tensor => {
      const one = plan.parameters.find((each) => each.name === name)!;
      return tf.tensor(weights.parameters.slice(one.offset, one.offset + one.length), [...one.shape]);
    };
    const values = run(tf, plan, batch, parameter, weights);
    return values.get(plan.graph.nodes.at(-1)!.name)!.dataSync<'float32'>().slice();
  });
}

function run(
  tf: TensorFlow,
  plan: GraphPlan,
  batch: Batch,
  parameter: (name: string) => Tensor,
  weights: SubnetWeights | undefined,
): Map<string, Tensor> {
  const first = plan.graph.nodes[0]!;
  const images = tf.tensor(batch.images, [batch.size, ...plan.shapes.get(first.name)!]);
  const running = (node: string): readonly [Tensor, Tensor] | undefined => {
    if (weights === undefined) return undefined;
    const place = plan.normalisations.find((one) => one.node === node) ?? { offset: 0, channels: 0 };
    const at = (start: number): Tensor => tf.tensor1d(weights.statistics.slice(start, start + place.channels));
    return [at(place.offset), at(place.offset + place.channels)];
  };
  return plainGraph(tf, plan, images, (node, role) => parameter(`${node}/${role}`), running, noise);
}

function writeMoments(tf: TensorFlow, plan: GraphPlan, values: Map<string, Tensor>, into: Float32Array): void {
  for (const { node, offset, channels } of plan.normalisations) {
    const input = values.get(plan.graph.nodes.find((one) => one.name === node)!.inputs[0]!)!;
    const count = input.size / channels;
    const { mean, variance } = tf.moments(input, [...input.shape.keys()].slice(0, -1));
    into.set(mean.dataSync<'float32'>(), offset);
    into.set(tf.mul(variance, count / (count - 1)).dataSync<'float32'>(), offset + channels);
  }
}

async function onCpu<T>(tf: TensorFlow, compute: () => T): Promise<T> {
  const backend = tf.getBackend();
  await tf.setBackend('cpu');
  try {
    return scope(tf, compute);
  } finally {
    await tf.setBackend(backend);
  }
}
