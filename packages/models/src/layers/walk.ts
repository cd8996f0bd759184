import { AltsparseError, type GraphNode, ruleOf, type Shape } from '@altsparse/core';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { checkLayer } from './check-layer.ts';
import { isModel, type Layer } from './layer.ts';
import type { LayerCall, LayerDraft } from './layer-call.ts';
import { type LayerName, namesOf } from './layer-names.ts';
import { readableLayers, readerOf } from './readers/readers.ts';
import { unreadable } from './unreadable.ts';

/** A layer with what became of it. */
export interface ReadLayer {
  /** The layer itself. */
  readonly layer: Layer;
  /** Name of its nodes, before their suffixes. */
  readonly name: string;
  /** Its name, after those of the models it lies in. */
  readonly path: readonly string[];
  /** Nodes and weights. */
  readonly draft: LayerDraft;
}

/** What a walk through a model finds. */
export interface Walk {
  /** In an order of execution; the first is the input, the last the output. */
  readonly nodes: GraphNode[];
  /** Layers that were read, in the same order. */
  readonly read: ReadLayer[];
  /** What a person should know. */
  readonly notes: string[];
}

/** Where a symbolic tensor is found in the graph. */
interface Place {
  readonly node: string;
  readonly shape: Shape;
}

type Scope = Map<SymbolicTensor, Place>;

/** Goes through a model from its output to its input. Throws `layer-unreadable`, `model-unreadable`. */
export function walkModel(model: LayersModel): Walk {
  const input = model.inputs?.[0];
  if (input === undefined || model.inputs.length !== 1 || model.outputs.length !== 1)
    throw new AltsparseError('model-unreadable', 'A model must have one input and one output.', {
      place: `model '${model.name}'`,
      found: `${model.inputs?.length ?? 0} inputs, ${model.outputs?.length ?? 0} outputs`,
      hint: 'Give the first layer of a sequential model an inputShape.',
    });
  const walk = { nodes: [], read: [], notes: [], names: namesOf(model), taken: new Set<string>() };
  visit(model.outputs[0] as SymbolicTensor, new Map([[input, addInput(walk, input, model)]]), walk);
  return walk;
}

interface OpenWalk extends Walk {
  readonly names: ReadonlyMap<Layer, LayerName>;
  readonly taken: Set<string>;
}

function addInput(walk: OpenWalk, input: SymbolicTensor, model: LayersModel): Place {
  const shape = input.shape.slice(1);
  if (shape.some((axis) => axis === null))
    throw new AltsparseError('model-unreadable', 'The size of the input is open.', {
      place: `model '${model.name}'`,
      found: shape,
      hint: 'Give the input a size in every axis.',
    });
  return addNode(walk, 'input', { op: 'input', shape: shape as number[] }, []);
}

function visit(tensor: SymbolicTensor, scope: Scope, walk: OpenWalk): Place {
  const known = scope.get(tensor);
  if (known !== undefined) return known;
  const { sourceLayer: layer } = tensor;
  const inputs = tensor.inputs.map((one) => visit(one, scope, walk));
  const place = isModel(layer) ? enter(layer, tensor, inputs, walk) : addLayer(layer, tensor, inputs, walk);
  scope.set(tensor, place);
  return place;
}

/** A model inside of a model: its layers, with its inputs bound to where it is used. */
function enter(model: LayersModel, tensor: SymbolicTensor, inputs: readonly Place[], walk: OpenWalk): Place {
  refuseFrozen(model, model.name);
  const scope: Scope = new Map(model.inputs.map((input, i) => [input, inputs[i] as Place]));
  return visit(model.outputs[tensor.outputTensorIndex ?? 0] as SymbolicTensor, scope, walk);
}

function addLayer(layer: Layer, tensor: SymbolicTensor, inputs: readonly Place[], walk: OpenWalk): Place {
  const { path, node } = walk.names.get(layer) ?? { path: [layer.name], node: layer.name };
  const about = { name: node, className: layer.getClassName() };
  const reader = readerOf(about.className);
  if (reader === undefined || inputs.length === 0) throw unreadable(about, { expected: readableLayers.join(', ') });
  refuseFrozen(layer, about.name);
  refuseShared(layer, about, walk);
  const name = freeName(walk, about.name);
  const call = { ...about, name, ...attributesOf(layer), inputs: inputs.map((one) => one.shape) };
  walk.notes.push(...checkLayer(call));
  const draft = reader(call);
  walk.read.push({ layer, name, path, draft });
  const place = addNodes(walk, call, draft, inputs);
  refuseOtherShape(call, place.shape, tensor.shape.slice(1));
  return place;
}

function attributesOf(layer: Layer): Pick<LayerCall, 'config' | 'weights'> {
  return { config: layer.getConfig(), weights: layer.weights.map((one) => one.shape as number[]) };
}

function addNodes(walk: OpenWalk, call: LayerCall, draft: LayerDraft, inputs: readonly Place[]): Place {
  let last: readonly Place[] = inputs;
  for (const { suffix, operation } of draft.nodes) {
    try {
      last = [addNode(walk, `${call.name}${suffix}`, operation, last)];
    } catch (cause) {
      throw unreadable(call, { found: cause instanceof Error ? cause.message : cause });
    }
  }
  return last[0] as Place;
}

function addNode(walk: OpenWalk, name: string, operation: GraphNode['operation'], inputs: readonly Place[]): Place {
  const shape = ruleOf(operation).outputShape(
    operation,
    inputs.map((one) => one.shape),
  );
  walk.taken.add(name);
  walk.nodes.push({ name, operation, inputs: inputs.map((one) => one.node) });
  return { node: name, shape };
}

function freeName({ taken }: OpenWalk, name: string): string {
  for (let number = 2, free = name; ; number++, free = `${name}_${number}`) {
    const nested = `${free}/`;
    if (!taken.has(free) && ![...taken].some((one) => one.startsWith(nested))) return free;
  }
}

function refuseShared(layer: Layer, about: Pick<LayerCall, 'name' | 'className'>, { read }: OpenWalk): void {
  if (layer.weights.length === 0 || read.every((one) => one.layer !== layer)) return;
  throw unreadable(about, { found: 'it is used twice with the same weights', hint: 'Make a layer for each use.' });
}

function refuseFrozen(layer: Layer, name: string): void {
  if (layer.trainable || layer.weights.length === 0) return;
  const hint = 'Set trainable to true: every weight is trained here.';
  throw unreadable({ name, className: layer.getClassName() }, { found: { trainable: false }, hint });
}

function refuseOtherShape(call: LayerCall, found: Shape, expected: readonly (number | null)[]): void {
  if (found.join() !== expected.join()) throw unreadable(call, { found, expected });
}
