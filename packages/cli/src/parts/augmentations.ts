import { type Contribution, contribute } from '@altsparse/core';
import { type Augmentation, horizontalFlip, randomCrop } from '@altsparse/data';
import { z } from 'zod';

/** Changes of training images, under the names that configs use. */
export const augmentations: readonly Contribution<Augmentation>[] = [
  contribute({
    name: 'horizontal-flip',
    summary: 'Mirrors an image, left to right.',
    source: 'common practice',
    options: z.strictObject({ probability: z.number().min(0).max(1).default(0.5) }),
    create: (options) => horizontalFlip(options),
  }),
  contribute({
    name: 'random-crop',
    summary: 'Pads an image and cuts one of the old size out of it.',
    source: 'common practice',
    options: z.strictObject({ padding: z.int().min(1).default(4), fill: z.enum(['zero', 'reflect']).default('zero') }),
    create: (options) => randomCrop(options),
  }),
];
