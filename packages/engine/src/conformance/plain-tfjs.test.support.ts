import { type Conv2d, derive, type GraphNode, type GraphPlan, type Pool } from '@altsparse/core';
import type { Rank, Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { dropoutMask } from '../operations/dropout.ts';
import { leakySlope } from '../primitives/composed-activation.ts';
import type { TensorFlow } from '../tensorflow.ts';

/** What the oracle sees of a node: inputs, parameters by role, and whether the batch's own statistics count. */
export interface PlainCall {
  readonly tf: TensorFlow;
  readonly node: GraphNode;
  readonly inputs: readonly Tensor[];
  readonly parameter: (role: string) => Tensor;
  readonly running: readonly [Tensor, Tensor] | undefined;
  readonly noise: number;
}

/** A graph through the library's public functions alone: padding, `conv2d`, `moments` + `batchNorm`, and so on. */
export function plainGraph(
  tf: TensorFlow,
  plan: GraphPlan,
  images: Tensor,
  parameter: (node: string, role: string) => Tensor,
  running: (node: string) => readonly [Tensor, Tensor] | undefined,
  noise: number,
): Map<string, Tensor> {
  const values = new Map<string, Tensor>();
  for (const node of plan.graph.nodes) {
    const inputs = node.inputs.map((name) => values.get(name)!);
    const call = {
      tf,
      node,
      inputs,
      parameter: (role: string) => parameter(node.name, role),
      running: running(node.name),
      noise,
    };
    values.set(node.name, node.operation.op === 'input' ? images : plainNode(call));
  }
  return values;
}

function plainNode(call: PlainCall): Tensor {
  const { tf, node, inputs, parameter } = call;
  const { operation } = node;
  const x = inputs[0]!;
  switch (operation.op) {
    case 'conv2d': {
      const plain = convolution(tf, x as Tensor4D, parameter('kernel') as Tensor4D, operation);
      return operation.bias ? tf.add(plain, parameter('bias')) : plain;
    }
    case 'dense': {
      const plain = tf.matMul(x as Tensor2D, parameter('kernel') as Tensor2D);
      return operation.bias ? tf.add(plain, parameter('bias')) : plain;
    }
    case 'batchNorm': {
      const moments = tf.moments(x, [...x.shape.keys()].slice(0, -1));
      const [mean, variance] = (call.running ?? [moments.mean, moments.variance]) as [Tensor1D, Tensor1D];
      const [offset, scale] = [parameter('offset') as Tensor1D, parameter('scale') as Tensor1D];
      return tf.batchNorm(x as Tensor<Rank.R4>, mean, variance, offset, scale, operation.epsilon);
    }
    case 'dropout': {
      if (call.running !== undefined) return x;
      return tf.mul(x, tf.tensor(dropoutMask(x.size, operation.rate, derive(call.noise, node.name)), x.shape));
    }
    case 'add':
      return tf.addN([...inputs]);
    case 'concatenate':
      return tf.concat([...inputs], -1);
    case 'zeroPad':
      return tf.pad(x, [[0, 0], ...operation.padding, [0, 0]] as [number, number][]);
    case 'pool':
      return pooling(tf, x as Tensor4D, operation);
    case 'globalPool':
      return operation.kind === 'max' ? tf.max(x, [1, 2]) : tf.mean(x, [1, 2]);
    case 'flatten':
      return tf.reshape(x, [x.shape[0]!, -1]);
    case 'activation':
      return operation.slope === undefined ? activation(tf, operation.kind, x) : tf.leakyRelu(x, operation.slope);
    case 'opaque':
      throw new Error('A function of somebody else.');
    case 'input':
      return x;
  }
}

function activation(tf: TensorFlow, kind: string, x: Tensor): Tensor {
  if (kind === 'leakyRelu') return tf.leakyRelu(x, leakySlope);
  if (kind === 'swish') return tf.mul(x, tf.sigmoid(x));
  return (tf as unknown as Record<string, (x: Tensor) => Tensor>)[kind]!(x);
}

function convolution(tf: TensorFlow, x: Tensor4D, kernel: Tensor4D, operation: Conv2d): Tensor {
  const padded = tf.pad(x, [[0, 0], ...operation.padding, [0, 0]] as [number, number][]);
  const strides = [...operation.strides] as [number, number];
  if (operation.groups === 1) return tf.conv2d(padded, kernel, strides, 'valid');
  const inputs = tf.split(padded, operation.groups, 3);
  const kernels = tf.split(kernel, operation.groups, 3);
  return tf.concat(
    inputs.map((part, group) => tf.conv2d(part as Tensor4D, kernels[group] as Tensor4D, strides, 'valid')),
    3,
  );
}

function pooling(tf: TensorFlow, x: Tensor4D, operation: Pool): Tensor {
  const [window, strides] = [[...operation.window], [...operation.strides]] as [number, number][];
  const framed = (image: Tensor4D, value: number): Tensor4D =>
    tf.pad(image, [[0, 0], ...operation.padding, [0, 0]] as [number, number][], value);
  if (operation.kind === 'max') return tf.maxPool(framed(x, -1e30), window!, strides!, 'valid');
  const counted = tf.avgPool(framed(tf.onesLike(x), 0), window!, strides!, 'valid');
  return tf.div(tf.avgPool(framed(x, 0), window!, strides!, 'valid'), counted);
}
