import type { LayersModel, layers } from '@tensorflow/tfjs-layers';

/** A layer of TensorFlow.js. */
export type Layer = layers.Layer;

/** A model inside of a model is a layer, too. */
export function isModel(layer: Layer): layer is LayersModel {
  const { layers: inner, outputs } = layer as Partial<LayersModel>;
  return Array.isArray(inner) && Array.isArray(outputs);
}
