/**
 * Data sets, augmentation and batches by index.
 *
 * @packageDocumentation
 */

export { type ArrayBatchOptions, arrayBatches } from './array-batches.ts';
export type {
  Augment,
  Augmentation,
  AugmentationDescription,
  HorizontalFlipDescription,
  RandomCropDescription,
} from './augment/augmentation.ts';
export { augmentationFrom } from './augment/augmentation-from.ts';
export { type HorizontalFlipOptions, horizontalFlip } from './augment/horizontal-flip.ts';
export { type RandomCropOptions, randomCrop } from './augment/random-crop.ts';
export type { PlanOptions } from './batch-plan.ts';
export { type BatchOptions, batches } from './batches.ts';
export type { RandomRegionOptions } from './crop/random-region.ts';
export type { Dataset } from './dataset.ts';
export { type GeneratedOptions, generated } from './generated.ts';
export { type Images, pickImages } from './images.ts';
export { imagenetScale, type PixelScale } from './normalise.ts';
export { type CifarOptions, readCifar10, readCifar100 } from './read/cifar.ts';
export { cifar10Names, cifar100CoarseNames, cifar100FineNames, digitNames, fashionNames } from './read/class-names.ts';
export { type DigitFile, type Digits, readDigits } from './read/digits.ts';
export { type IdxOptions, readIdx } from './read/idx.ts';
export type { DataFile } from './read/problem.ts';
export { type Split, type SplitOptions, split } from './split.ts';
