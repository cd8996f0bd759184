/**
 * ResNets and small nets as graphs: models as data. Reads and writes LayersModels of TensorFlow.js.
 *
 * @packageDocumentation
 */
export type { LayersLibrary } from './layers/library.ts';
export type { LayersModelOrigin, LayerTie, TiedWeight } from './layers/origin.ts';
export { type LayersModelReading, type ReadOptions, readLayersModel } from './layers/read-layers-model.ts';
export { readableLayers } from './layers/readers/readers.ts';
export { type WriteRequest, writeLayersModel } from './layers/write-layers-model.ts';
export type { Model, ModelOptions } from './model.ts';
export { findModel, models } from './models.ts';
export { modelsPlugin } from './plugin.ts';
export {
  resnet8,
  resnet18,
  resnet18Imagenet,
  resnet20,
  resnet32,
  resnet50Imagenet,
  resnet56,
  wideResnet32,
} from './resnets.ts';
export { smallConv } from './small-conv.ts';
