import {
  type Graph,
  type GraphNode,
  type GraphPlan,
  type InitialWeights,
  initialStatistics,
  matchesName,
  type NamePattern,
  planGraph,
} from '@altsparse/core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { modelName } from './layer-names.ts';
import type { LayersModelOrigin, LayerTie } from './origin.ts';
import { stretchOf } from './vectors.ts';
import { type ReadLayer, walkModel } from './walk.ts';

/** How a LayersModel is read. */
export interface ReadOptions {
  /** Nodes that no mask covers. Default: the first convolution, if other layers can be masked; `[]` for none. */
  readonly leaveDense?: NamePattern;
}

/** A LayersModel, read. */
export interface LayersModelReading {
  /** The model as data; nodes have the names of the layers, those without a name are numbered: `conv2d_1`. */
  readonly graph: Graph;
  /** The values that its weights had, for `train({ weights })`. */
  readonly weights: InitialWeights;
  /** What a person should know: a softmax that was left out, a regulariser that takes no part. */
  readonly notes: readonly string[];
  /** For `writeLayersModel`. */
  readonly origin: LayersModelOrigin;
}

/**
 * Reads a sequential or functional LayersModel, with its weights. A softmax at the end is left out, as losses take
 * logits. The model is not changed and stays the caller's; nothing that is returned has tensors.
 *
 * @throws AltsparseError `layer-unreadable` with the layer, its class and what would do; `model-unreadable` where there
 * are several inputs or outputs, or an input of open size.
 * @example
 * const { graph, weights } = await readLayersModel(tf.sequential({ layers }));
 */
export async function readLayersModel(model: LayersModel, options: ReadOptions = {}): Promise<LayersModelReading> {
  const { nodes, read, notes } = walkModel(model);
  const logits = withoutSoftmax(nodes, notes);
  const graph = { name: modelName(model), nodes: leavingDense(logits, options.leaveDense) };
  const plan = planGraph(graph);
  const origin = { topology: topologyOf(model), ties: read.flatMap(tieOf) };
  return { graph, weights: await valuesOf(plan, read), notes, origin };
}

function withoutSoftmax(nodes: readonly GraphNode[], notes: string[]): readonly GraphNode[] {
  const last = nodes.at(-1);
  if (last?.operation.op !== 'activation') return nodes;
  if (last.operation.kind === 'sigmoid')
    notes.push(`layer '${last.name}': the model ends in a sigmoid, and losses here take logits of a softmax.`);
  if (last.operation.kind !== 'softmax') return nodes;
  notes.push(`layer '${last.name}': the softmax at the end is left out, as losses take logits; it is written back.`);
  return nodes.slice(0, -1);
}

function leavingDense(nodes: readonly GraphNode[], pattern: NamePattern | undefined): readonly GraphNode[] {
  const weighted = nodes.filter(({ operation }) => 'maskable' in operation);
  const first = weighted.find(({ operation }) => operation.op === 'conv2d')?.name;
  const usual = weighted.length > 1 && first !== undefined ? [first] : [];
  const dense = (name: string): boolean => (pattern === undefined ? usual.includes(name) : matchesName(pattern, name));
  return nodes.map((node) =>
    'maskable' in node.operation && dense(node.name)
      ? { ...node, operation: { ...node.operation, maskable: false } }
      : node,
  );
}

function topologyOf(model: LayersModel): object {
  return JSON.parse(model.toJSON() as string) as object;
}

function tieOf({ name, path, draft }: ReadLayer): LayerTie[] {
  const places = draft.written ?? draft.weights ?? [];
  if (places.length === 0) return [];
  const weights = places.map(({ suffix, role }) => ({ node: `${name}${suffix}`, role }));
  return [{ path, weights, change: draft.change ?? {} }];
}

async function valuesOf(plan: GraphPlan, read: readonly ReadLayer[]): Promise<InitialWeights> {
  const weights = { parameters: new Float32Array(plan.parameterCount), statistics: initialStatistics(plan) };
  for (const { role, offset, length } of plan.parameters)
    if (role === 'scale') weights.parameters.fill(1, offset, offset + length);
  for (const { layer, name, draft } of read)
    for (const [i, { suffix, role }] of (draft.weights ?? []).entries()) {
      const values = await layer.weights[i]?.read().data<'float32'>();
      if (values !== undefined) stretchOf(plan, weights, { node: `${name}${suffix}`, role }).set(values);
    }
  return weights;
}
