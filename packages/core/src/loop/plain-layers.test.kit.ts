import type { GraphNode, GraphPlan } from '../graph/graph.ts';
import type { BatchNorm } from '../graph/operations/batch-norm.ts';
import type { SubnetWeights } from '../network/network.ts';

/** One pass under way: all tensors as `[size, features]` in double precision. */
export interface Work {
  readonly plan: GraphPlan;
  readonly weights: SubnetWeights;
  readonly size: number;
  readonly training: boolean;
  readonly values: Map<string, Float64Array>;
  readonly gradients: Map<string, Float64Array>;
  readonly moments: Float32Array;
  readonly gradient: Float32Array;
}

/** Backward through one node: from the gradient of its output to the gradient of its input. */
export type Backward = (output: Float64Array) => Float64Array;

/** A parameter of a node: where it starts. */
function offsetOf(work: Work, node: GraphNode, role: string): number | undefined {
  return work.plan.parameters.find((one) => one.name === `${node.name}/${role}`)?.offset;
}

function add(target: Float64Array | Float32Array, i: number, value: number): void {
  target[i] = (target[i] as number) + value;
}

/** Adds each number of a source to its place in a target. */
function scatter(target: Float64Array | Float32Array, source: Float64Array, place: (i: number) => number): void {
  for (let i = 0; i < source.length; i++) add(target, place(i), source[i] as number);
}

/** x · kernel + bias. */
export function dense(work: Work, node: GraphNode, input: Float64Array, output: Float64Array): Backward {
  const { size, gradient } = work;
  const { parameters } = work.weights;
  const kernel = offsetOf(work, node, 'kernel') as number;
  const bias = offsetOf(work, node, 'bias');
  const [rows, columns] = [input.length / size, output.length / size];
  const each = (visit: (x: number, y: number, w: number) => void): void => {
    for (let n = 0; n < size; n++)
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < columns; j++) visit(n * rows + i, n * columns + j, kernel + i * columns + j);
  };
  if (bias !== undefined)
    scatter(
      output,
      output.map((_, y) => parameters[bias + (y % columns)] as number),
      (y) => y,
    );
  each((x, y, w) => add(output, y, (input[x] as number) * (parameters[w] as number)));
  return (above) => {
    const below = new Float64Array(input.length);
    const sums = new Float64Array(gradient.length);
    if (bias !== undefined) scatter(sums, above, (y) => bias + (y % columns));
    each((x, y, w) => {
      add(sums, w, (input[x] as number) * (above[y] as number));
      add(below, x, (parameters[w] as number) * (above[y] as number));
    });
    scatter(gradient, sums, (i) => i);
    return below;
  };
}

/** Mean and biased variance of one channel. */
function momentsOf(input: Float64Array, channel: number, channels: number): { mean: number; variance: number } {
  const column = input.filter((_, i) => i % channels === channel);
  const mean = column.reduce((sum, x) => sum + x, 0) / column.length;
  return { mean, variance: column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / column.length };
}

/** Batch normalisation over the last axis: the batch's statistics in training, running ones in evaluation. */
export function batchNorm(
  work: Work,
  node: GraphNode,
  { epsilon }: BatchNorm,
  input: Float64Array,
  output: Float64Array,
): Backward {
  const { training, gradient } = work;
  const { parameters, statistics } = work.weights;
  const place = work.plan.normalisations.find((one) => one.node === node.name);
  const { channels, offset } = place as NonNullable<typeof place>;
  const [scale, shift] = [offsetOf(work, node, 'scale') as number, offsetOf(work, node, 'offset') as number];
  const count = input.length / channels;
  const used = Array.from({ length: channels }, (_, c) => {
    const measured = momentsOf(input, c, channels);
    work.moments[offset + c] = measured.mean;
    work.moments[offset + channels + c] = (measured.variance * count) / Math.max(1, count - 1);
    const running = { mean: statistics[offset + c] ?? 0, variance: statistics[offset + channels + c] ?? 1 };
    return training ? measured : running;
  });
  const root = (c: number): number => Math.sqrt((used[c]?.variance ?? 0) + epsilon);
  const normal = input.map((x, i) => (x - (used[i % channels]?.mean ?? 0)) / root(i % channels));
  normal.forEach((x, i) => {
    output[i] = (parameters[scale + (i % channels)] as number) * x + (parameters[shift + (i % channels)] as number);
  });
  return (above) => {
    const sums = new Float64Array(2 * channels);
    scatter(sums, above, (i) => i % channels);
    scatter(
      sums,
      above.map((one, i) => one * (normal[i] as number)),
      (i) => channels + (i % channels),
    );
    for (let c = 0; c < channels; c++) {
      add(gradient, shift + c, sums[c] as number);
      add(gradient, scale + c, sums[channels + c] as number);
    }
    return above.map((one, i) => {
      const c = i % channels;
      const centred =
        one - (sums[c] as number) / count - ((normal[i] as number) * (sums[channels + c] as number)) / count;
      return ((parameters[scale + c] as number) / root(c)) * centred;
    });
  };
}
