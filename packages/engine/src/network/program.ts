import type { Graph, GraphNode, GraphPlan, Operation, Parameter } from '@altsparse/core';

/** One thing to execute: a node of the graph, with what was merged into it. */
export interface Step {
  /** Name of the output: that of the last node merged in. */
  readonly name: string;
  /** Number of the step, counted from 0. */
  readonly index: number;
  /** The node that is executed. */
  readonly node: GraphNode;
  /** Numbers of the steps whose outputs it reads; -1 is the graph's input. The second of a normalisation is a summand. */
  readonly inputs: readonly number[];
  /** Its parameters, in the order of its rule. */
  readonly parameters: readonly Parameter[];
  /** A normalisation merged into a convolution (evaluation). */
  readonly normalisation?: GraphNode;
  /** A ReLU merged in. */
  readonly relu: boolean;
  /** How many steps read its output; the last step's counts one for the caller. */
  readonly readers: number;
}

type Op = Operation['op'];
type Draft = { -readonly [K in keyof Step]: Step[K] };

/** What may be merged into what: into a step of the first kind a node of the second. */
export type MergeRule = (
  into: Pick<Step, 'node' | 'relu' | 'normalisation' | 'inputs'>,
  node: GraphNode,
) => Merged | undefined;

type Merged = 'relu' | 'normalisation' | 'sum';

const isRelu = ({ operation }: GraphNode): boolean => operation.op === 'activation' && operation.kind === 'relu';
const isOne = (node: GraphNode, ...ops: readonly Op[]): boolean => ops.includes(node.operation.op);

/** Training: a ReLU goes into the normalisation before it. */
export const mergeForTraining: MergeRule = (into, node) =>
  isRelu(node) && isOne(into.node, 'batchNorm') && !into.relu ? 'relu' : undefined;

/** Training where normalisations join sums: a sum of two goes into the later one, if that is a normalisation; then a ReLU. */
export const mergeSumsForTraining: MergeRule = (into, node) => {
  const joins = isOne(node, 'add') && isOne(into.node, 'batchNorm') && !into.relu && into.inputs.length === 1;
  return joins ? 'sum' : mergeForTraining(into, node);
};

/** Evaluation: a normalisation goes into the convolution before it, a ReLU into convolution, normalisation or sum. */
export const mergeForEvaluation: MergeRule = (into, node) => {
  if (into.relu) return undefined;
  if (isRelu(node) && isOne(into.node, 'batchNorm', 'conv2d', 'add')) return 'relu';
  const foldable = isOne(node, 'batchNorm') && isOne(into.node, 'conv2d') && into.normalisation === undefined;
  return foldable ? 'normalisation' : undefined;
};

/**
 * The steps that execute a graph. A node is merged only into one whose output nobody else reads.
 *
 * @param plan - The graph.
 * @param merge - What may be merged.
 */
export function compile(plan: GraphPlan, merge: MergeRule): readonly Step[] {
  const { graph } = plan;
  const readers = countReaders(graph);
  const steps: Draft[] = [];
  const at = new Map<string, number>();
  for (const node of graph.nodes) {
    if (node.operation.op === 'input') {
      at.set(node.name, -1);
      continue;
    }
    const read = node.inputs.map((name) => at.get(name) ?? -1);
    const before = mergeable(node, read) ? steps[Math.max(...read)] : undefined;
    const kind = before !== undefined && before.readers === 1 ? merge(before, node) : undefined;
    if (before !== undefined && kind !== undefined) extend(before, node, kind, Math.min(...read));
    else steps.push(draft(node, steps.length, at, plan));
    const step = kind === undefined ? steps.at(-1)! : before!;
    step.readers = readers.get(node.name) ?? 0;
    at.set(node.name, step.index);
  }
  return steps;
}

/** Nodes of one input, and sums of two different ones: whatever they read is there when the later of it is. */
const mergeable = ({ operation }: GraphNode, [first, second, ...more]: readonly number[]): boolean =>
  second === undefined || (operation.op === 'add' && more.length === 0 && first !== second);

function extend(step: Draft, node: GraphNode, kind: Merged, other: number): void {
  step.name = node.name;
  if (kind === 'relu') step.relu = true;
  else if (kind === 'sum') step.inputs = [...step.inputs, other];
  else step.normalisation = node;
}

function draft(node: GraphNode, index: number, at: ReadonlyMap<string, number>, plan: GraphPlan): Draft {
  const inputs = node.inputs.map((name) => at.get(name) ?? -1);
  return { name: node.name, index, node, inputs, parameters: parametersOf(plan, node.name), relu: false, readers: 0 };
}

/** The parameters of one node, in the order of its rule. */
export function parametersOf(plan: GraphPlan, node: string): readonly Parameter[] {
  const order = ['kernel', 'bias', 'scale', 'offset'];
  const own = plan.parameters.filter((parameter) => parameter.node === node);
  return own.sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role));
}

function countReaders(graph: Graph): Map<string, number> {
  const readers = new Map<string, number>();
  const add = (name: string): unknown => readers.set(name, (readers.get(name) ?? 0) + 1);
  for (const node of graph.nodes) for (const name of node.inputs) add(name);
  add(graph.nodes.at(-1)!.name);
  return readers;
}
