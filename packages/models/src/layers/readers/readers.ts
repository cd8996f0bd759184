import type { LayerReader } from '../layer-call.ts';
import { readActivation, readElu, readLeakyRelu, readRelu, readSoftmax } from './activation.ts';
import { readBatchNormalization } from './batch-normalization.ts';
import {
  readAdd,
  readConcatenate,
  readDropout,
  readFlatten,
  readGlobalPool,
  readPool,
  readZeroPadding,
} from './shaping.ts';
import { readConv2d, readDense, readDepthwise, readSeparable } from './weighted.ts';

/** How the layers of each class are read. */
const readers: Readonly<Record<string, LayerReader>> = {
  Activation: readActivation,
  Add: readAdd,
  AveragePooling2D: readPool('average'),
  BatchNormalization: readBatchNormalization,
  Concatenate: readConcatenate,
  Conv2D: readConv2d,
  Dense: readDense,
  DepthwiseConv2D: readDepthwise,
  Dropout: readDropout,
  ELU: readElu,
  Flatten: readFlatten,
  GlobalAveragePooling2D: readGlobalPool('average'),
  GlobalMaxPooling2D: readGlobalPool('max'),
  LeakyReLU: readLeakyRelu,
  MaxPooling2D: readPool('max'),
  ReLU: readRelu,
  SeparableConv2D: readSeparable,
  Softmax: readSoftmax,
  ZeroPadding2D: readZeroPadding,
};

/** Classes of layers that can be read; beside them models inside of models, and their inputs. */
export const readableLayers: readonly string[] = Object.keys(readers);

/** The reader of a class. */
export function readerOf(className: string): LayerReader | undefined {
  return Object.hasOwn(readers, className) ? readers[className] : undefined;
}
