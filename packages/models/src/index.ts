/**
 * ResNets and small nets as graphs: models as data.
 *
 * @packageDocumentation
 */
export type { Model, ModelOptions } from './model.ts';
export { findModel, models } from './models.ts';
export { modelsPlugin } from './plugin.ts';
export { resnet8, resnet18, resnet20, resnet32, resnet56, wideResnet32 } from './resnets.ts';
export { smallConv } from './small-conv.ts';
