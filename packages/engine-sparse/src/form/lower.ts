import type { Graph, GraphNode, GraphPlan } from '@altsparse/core';
import {
  type Draft,
  inputOf,
  junctionOf,
  outputSize,
  type Purpose,
  parameterAt,
  shared,
  type Value,
  work,
} from './draft.ts';
import type { Form, Part } from './form.ts';
import { lowerActivation, lowerAdd, lowerNorm } from './lower-junction.ts';
import { isFeatures } from './size.ts';

/**
 * A graph as tensors and junctions.
 *
 * @param plan - Of a graph that `refusals` has nothing against.
 * @param purpose - Training or evaluation.
 */
export function lower(plan: GraphPlan, purpose: Purpose): Form {
  const draft: Draft = { plan, purpose, works: [], junctions: [], norms: [], values: new Map() };
  for (const node of plan.graph.nodes) {
    const value = lowerNode(draft, node);
    // What nobody reads has a junction too: its normalisation still has statistics.
    draft.values.set(node.name, countReaders(plan.graph, node.name) === 1 ? value : shared(draft, value));
  }
  const logits = draft.values.get(plan.graph.nodes.at(-1)?.name ?? '');
  if (logits === undefined) throw new RangeError('A graph without nodes.');
  return { works: draft.works, junctions: draft.junctions, norms: draft.norms, logits: junctionOf(draft, logits) };
}

/** How many times a node is read; the last node once by the caller. */
function countReaders(graph: Graph, name: string): number {
  const read = graph.nodes.reduce((sum, one) => sum + one.inputs.filter((input) => input === name).length, 0);
  return read + (graph.nodes.at(-1)?.name === name ? 1 : 0);
}

function lowerNode(draft: Draft, node: GraphNode): Value {
  switch (node.operation.op) {
    case 'input':
      return work(draft, { kind: 'images', name: node.name, reads: [], size: outputSize(draft, node) });
    case 'conv2d':
    case 'dense':
      return lowerConvolution(draft, node);
    case 'batchNorm':
      return lowerNorm(draft, node, node.operation);
    case 'activation':
      return lowerActivation(draft, node, node.operation);
    case 'add':
      return lowerAdd(draft, node);
    case 'dropout':
      return lowerDropout(draft, node, node.operation.rate);
    case 'flatten':
      return lowerFlatten(draft, node);
    case 'pool':
    case 'globalPool':
      return lowerPool(draft, node);
    case 'zeroPad':
    case 'concatenate':
      return lowerAssembly(draft, node);
    case 'opaque':
      throw new RangeError(`${node.name} is opaque.`);
  }
}

function lowerConvolution(draft: Draft, node: GraphNode): Value {
  const { operation } = node;
  if (operation.op !== 'conv2d' && operation.op !== 'dense') throw new RangeError(node.name);
  const input = inputOf(draft, node);
  const kernel = draft.plan.parameters.find((one) => one.node === node.name && one.role === 'kernel');
  const image = operation.op === 'conv2d' ? operation : undefined;
  return work(draft, {
    kind: 'convolution',
    name: node.name,
    reads: [junctionOf(draft, input)],
    from: input.size,
    size: outputSize(draft, node),
    window: image?.kernel ?? [input.size.rows, input.size.columns],
    strides: image?.strides ?? [1, 1],
    padTop: image?.padding[0][0] ?? 0,
    padLeft: image?.padding[1][0] ?? 0,
    groups: image?.groups ?? 1,
    kernel: kernel?.offset ?? 0,
    maskable: kernel?.maskable ?? false,
    ...(operation.bias && { bias: parameterAt(draft, node, 'bias') }),
  });
}

function lowerDropout(draft: Draft, node: GraphNode, rate: number): Value {
  const input = inputOf(draft, node);
  if (draft.purpose === 'evaluation' || rate === 0) return input;
  return work(draft, { kind: 'drop', name: node.name, reads: [junctionOf(draft, input)], size: input.size, rate });
}

/** Dense layers read the image itself. Only what else reads features needs them. */
function lowerFlatten(draft: Draft, node: GraphNode): Value {
  const input = inputOf(draft, node);
  const { nodes } = draft.plan.graph;
  const readers = nodes.filter((one) => one.inputs.includes(node.name));
  const denseOnly = nodes.at(-1) !== node && readers.every(({ operation }) => operation.op === 'dense');
  if (denseOnly || isFeatures(input.size)) return input;
  const size = outputSize(draft, node);
  return work(draft, { kind: 'flatten', name: node.name, reads: [junctionOf(draft, input)], from: input.size, size });
}

function lowerPool(draft: Draft, node: GraphNode): Value {
  const { operation, name } = node;
  const input = inputOf(draft, node);
  const common = { name, reads: [junctionOf(draft, input)], from: input.size, size: outputSize(draft, node) };
  if (operation.op === 'globalPool') return work(draft, { kind: 'globalPool', summary: operation.kind, ...common });
  if (operation.op !== 'pool') throw new RangeError(name);
  const { kind: summary, window, strides, padding } = operation;
  const [[padTop], [padLeft]] = padding;
  return work(draft, { kind: 'pool', summary, window, strides, padTop, padLeft, ...common });
}

function lowerAssembly(draft: Draft, node: GraphNode): Value {
  const { operation, name } = node;
  const inputs = node.inputs.map((_, at) => inputOf(draft, node, at));
  const [row, column] = operation.op === 'zeroPad' ? [operation.padding[0][0], operation.padding[1][0]] : [0, 0];
  let channel = 0;
  const parts = inputs.map(({ size }): Part => {
    const part = { size, row, column, channel };
    channel += size.channels;
    return part;
  });
  const reads = inputs.map((one) => junctionOf(draft, one));
  return work(draft, { kind: 'assemble', name, reads, parts, size: outputSize(draft, node) });
}
