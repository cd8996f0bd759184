import type { RandomStream } from '@altsparse/core';
import type { Images } from '../images.ts';
import type { HorizontalFlipOptions } from './horizontal-flip.ts';
import type { RandomCropOptions } from './random-crop.ts';

/** One change of one image: reads `input`, writes all of `output` (both `[height, width, channels]`), keeps nothing. */
export type Augment = (input: Uint8Array, output: Uint8Array, random: RandomStream) => void;

/**
 * One kind of change in training. What it draws comes from the stream it is given, which starts anew for each
 * (seed, epoch, item), so the same image of the same epoch is always changed in the same way.
 */
export interface Augmentation {
  /** What to call it, in kebab case; part of what its random numbers are derived from. */
  readonly name: string;
  /** The same as plain data, for those that this package can make again in another thread; others leave it out. */
  readonly description?: AugmentationDescription;
  /**
   * Gets ready for images of one shape.
   *
   * @throws AltsparseError when such images cannot be changed so.
   */
  prepare(shape: Images['shape']): Augment;
}

/** This package's augmentations as plain data. */
export type AugmentationDescription = HorizontalFlipDescription | RandomCropDescription;

/** A horizontal flip as plain data. */
export interface HorizontalFlipDescription extends HorizontalFlipOptions {
  /** Which augmentation. */
  readonly use: 'horizontal-flip';
}

/** A random crop as plain data. */
export interface RandomCropDescription extends RandomCropOptions {
  /** Which augmentation. */
  readonly use: 'random-crop';
}
