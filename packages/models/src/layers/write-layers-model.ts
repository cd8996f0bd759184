import { AltsparseError, type Graph, type GraphPlan, type InitialWeights, planGraph } from '@altsparse/core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { describeLayers } from './describe-layers.ts';
import type { Layer } from './layer.ts';
import type { LayersLibrary } from './library.ts';
import type { LayersModelOrigin, LayerTie } from './origin.ts';
import { changedTopology } from './topology.ts';
import { stretchOf } from './vectors.ts';

/** One sub-net as a LayersModel. */
export interface WriteRequest {
  /** The model. */
  readonly model: Graph | GraphPlan;
  /** The sub-net: `subnetWeights(store, 0)`. */
  readonly weights: InitialWeights;
  /** What `readLayersModel` said of the model; the result has the same layers. Default: layers are made from the graph. */
  readonly origin?: LayersModelOrigin;
  /** Ends in a softmax; without an origin only. Default false. */
  readonly softmax?: boolean;
}

/**
 * Writes one sub-net as a LayersModel that plain TensorFlow.js runs, saves and loads: effective weights, and the
 * sub-net's own normalisation with its running statistics.
 *
 * @param tf - `@tensorflow/tfjs`, or core and layers together.
 * @returns A new model; the caller disposes it.
 * @throws AltsparseError `node-unwritable` for a node that no layer of TensorFlow.js computes; `layers-differ` when
 * origin, graph and weights are not of one model.
 */
export async function writeLayersModel(tf: LayersLibrary, request: WriteRequest): Promise<LayersModel> {
  const plan = 'graph' in request.model ? request.model : planGraph(request.model);
  const origin = request.origin ?? describeLayers(plan, { softmax: request.softmax === true });
  const { parameters, statistics } = request.weights;
  if (parameters.length !== plan.parameterCount || statistics.length !== plan.statisticCount)
    throw differ(plan, `${parameters.length} parameters, ${statistics.length} statistics`);
  const values = origin.ties.map((tie) => tie.weights.map((one) => stretchOf(plan, request.weights, one)));
  const model = await tf.models.modelFromJSON({ modelTopology: changedTopology(origin) as never });
  try {
    for (const [i, tie] of origin.ties.entries()) fill(tf, layerAt(plan, model, tie), values[i] ?? [], plan);
  } catch (error) {
    model.dispose();
    throw error;
  }
  return model;
}

function layerAt(plan: GraphPlan, model: LayersModel, { path }: LayerTie): Layer {
  let found: Layer = model;
  for (const name of path) {
    const next = (found as LayersModel).layers?.find((one) => one.name === name);
    if (next === undefined) throw differ(plan, path.join('/'));
    found = next;
  }
  return found;
}

function fill(tf: LayersLibrary, layer: Layer, values: readonly Float32Array[], plan: GraphPlan): void {
  const shapes = layer.weights.map((one) => one.shape as number[]);
  const sizes = shapes.map((shape) => shape.reduce((product, axis) => product * axis, 1));
  if (sizes.join() !== values.map((one) => one.length).join()) throw differ(plan, layer.name);
  tf.tidy(() => layer.setWeights(values.map((one, i) => tf.tensor(one.slice(), shapes[i]))));
}

function differ({ graph }: GraphPlan, found: string): AltsparseError {
  return new AltsparseError('layers-differ', 'Layers, graph and weights are not of one model.', {
    place: graph.name,
    found,
  });
}
