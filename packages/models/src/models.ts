import { AltsparseError } from '@altsparse/core';
import type { Model } from './model.ts';
import {
  resnet8,
  resnet18,
  resnet18Imagenet,
  resnet20,
  resnet32,
  resnet50Imagenet,
  resnet56,
  wideResnet32,
} from './resnets.ts';
import { smallConv } from './small-conv.ts';

/** Every model of this package. */
export const models: readonly Model[] = [
  smallConv,
  resnet8,
  resnet20,
  resnet32,
  resnet56,
  wideResnet32,
  resnet18,
  resnet18Imagenet,
  resnet50Imagenet,
];

/** The model of a name. Throws `model-unknown`, with all names, where there is none. */
export function findModel(name: string): Model {
  const model = models.find((one) => one.name === name);
  if (model === undefined)
    throw new AltsparseError('model-unknown', 'There is no model of this name.', {
      found: name,
      expected: models.map((one) => one.name),
    });
  return model;
}
