import type { Augmentation } from './augment/augmentation.ts';
import type { Images } from './images.ts';
import type { PixelScale } from './normalise.ts';

/** Images with their classes, in a train and a test part. Plain data: anybody can make one. */
export interface Dataset extends PixelScale {
  /** Stable name, as written in a config: `cifar10`. */
  readonly name: string;
  /** How many classes. */
  readonly classes: number;
  /** A name for each class, by label. */
  readonly classNames: readonly string[];
  /** Height, width and channels of every image. */
  readonly shape: readonly [height: number, width: number, channels: number];
  /** What to learn from (and to draw a validation split from). */
  readonly train: Images;
  /** What the final numbers are measured on; never for choosing a checkpoint. */
  readonly test: Images;
  /** What is customary in training on it, in this order; empty where nothing is. */
  readonly augment: readonly Augmentation[];
}
