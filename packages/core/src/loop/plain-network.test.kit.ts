import type { Batch } from '../data/batch.ts';
import type { GraphNode, GraphPlan } from '../graph/graph.ts';
import type { ActivationKind } from '../graph/operations/elementwise.ts';
import { sizeOf } from '../graph/shape.ts';
import type { Network, SubnetWeights } from '../network/network.ts';
import { type Backward, batchNorm, dense, type Work } from './plain-layers.test.kit.ts';

/** Values and derivatives of the activations that the plain network knows, both from the input. */
const activations: Partial<Record<ActivationKind, readonly [(x: number) => number, (x: number) => number]>> = {
  relu: [(x) => Math.max(0, x), (x) => (x > 0 ? 1 : 0)],
  tanh: [Math.tanh, (x) => 1 - Math.tanh(x) ** 2],
};

/**
 * A network in plain loops for chains of input, flatten, dense, activation and batch normalisation: the tests' own engine.
 * Where a gradient was not asked for, it is not a number.
 */
export function plainNetwork(plan: GraphPlan): Network {
  const head = plan.graph.nodes.at(-1) as GraphNode;
  return {
    engine: 'plain',
    async differentiate({ weights, batch, loss, want }) {
      const work = begin(plan, weights, batch, true);
      const backwards = run(work, batch);
      const logits = Float32Array.from(work.values.get(head.name) as Float64Array);
      const result = loss.evaluate(logits, logits.length / batch.size, batch);
      work.gradients.set(head.name, Float64Array.from(result.gradient));
      for (const { name, inputs } of plan.graph.nodes.toReversed()) {
        const input = backwards.get(name)?.(work.gradients.get(name) as Float64Array);
        if (input !== undefined) work.gradients.set(inputs[0] as string, input);
      }
      const gradient = work.gradient.map((one, i) => (want === 'kept' && weights.mask[i] === 0 ? Number.NaN : one));
      return { loss: result.value, logits, gradient, moments: work.moments };
    },
    async forward({ weights, batch }) {
      const work = begin(plan, weights, batch, false);
      run(work, batch);
      return Float32Array.from(work.values.get(head.name) as Float64Array);
    },
    refuses: (graph) =>
      graph.nodes.filter((node) => !isKnown(node)).map(({ name, operation }) => `${name}: ${operation.op}`),
    dispose() {},
  };
}

function isKnown({ operation, inputs }: GraphNode): boolean {
  if (operation.op === 'activation') return operation.kind in activations;
  return inputs.length <= 1 && ['input', 'flatten', 'dense', 'batchNorm'].includes(operation.op);
}

function begin(plan: GraphPlan, weights: SubnetWeights, batch: Batch, training: boolean): Work {
  return {
    plan,
    weights,
    size: batch.size,
    training,
    values: new Map(),
    gradients: new Map(),
    moments: new Float32Array(plan.statisticCount),
    gradient: new Float32Array(plan.parameterCount),
  };
}

function run(work: Work, batch: Batch): Map<string, Backward> {
  const backwards = new Map<string, Backward>();
  for (const node of work.plan.graph.nodes) {
    const input = work.values.get(node.inputs[0] ?? '') ?? Float64Array.from(batch.images);
    const output = new Float64Array(work.size * sizeOf(work.plan.shapes.get(node.name) ?? []));
    work.values.set(node.name, output);
    backwards.set(node.name, execute(work, node, input, output));
  }
  return backwards;
}

function execute(work: Work, node: GraphNode, input: Float64Array, output: Float64Array): Backward {
  const { operation } = node;
  if (operation.op === 'dense') return dense(work, node, input, output);
  if (operation.op === 'batchNorm') return batchNorm(work, node, operation, input, output);
  const [value, slope] = operation.op === 'activation' ? (activations[operation.kind] ?? []) : [];
  output.set(value === undefined ? input : input.map(value));
  return (gradient) => gradient.map((one, i) => one * (slope?.(input[i] as number) ?? 1));
}
