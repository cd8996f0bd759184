import type { Augmentation, AugmentationDescription } from '../../augment/augmentation.ts';
import { augmentationFrom } from '../../augment/augmentation-from.ts';
import type { PlanOptions } from '../../batch-plan.ts';
import type { RandomRegionOptions } from '../../crop/random-region.ts';
import type { PixelScale } from '../../normalise.ts';
import { describeAll } from '../recipe.ts';
import type { ImageFiles } from './image-files.ts';

/** Which image files, cut and changed in which way. */
export interface ImageBatchOptions extends PlanOptions {
  /** Where the batches come from. */
  readonly files: ImageFiles;
  /** Height and width of what is cut out of each image, in pixels, from 1. Default 224. */
  readonly size?: number;
  /**
   * What is cut out: the middle, for evaluation (default); or a rectangle drawn anew for each image and epoch, for
   * training, out of the usual ones or those in the ranges that are given.
   */
  readonly crop?: 'centre' | 'random' | RandomRegionOptions;
  /** Centre only: the shorter side of the image before the middle is cut out. Default `size` times 256/224. */
  readonly resize?: number;
  /** Changes in training after the crop, in this order; none by default. */
  readonly augment?: readonly Augmentation[];
  /** How bytes become numbers. Default: mean and deviation of ImageNet. */
  readonly normalise?: PixelScale;
  /**
   * A file that holds no whole image: `stop` (default) with an error that names it; or `skip`, the next good image in
   * the epoch's order takes its place, so that the number and size of batches stay.
   */
  readonly onCorrupt?: 'stop' | 'skip';
  /** Images that are decoded at the same time, from 1. Default: one for each processor but one, at most 4. */
  readonly decoders?: number;
}

/** `ImageBatchOptions` as data that can cross to another thread. */
export interface ImageRecipe extends Omit<ImageBatchOptions, 'augment'> {
  readonly augment: readonly AugmentationDescription[];
}

/** Writes options down for a worker; nothing where an augmentation has no description. */
export function imageRecipe({ augment = [], normalise, ...rest }: ImageBatchOptions): ImageRecipe | undefined {
  const described = describeAll(augment);
  if (described === undefined) return undefined;
  const { folder, names, labels } = rest.files;
  return {
    ...rest,
    files: { folder, names, labels },
    augment: described,
    ...(normalise && { normalise: { mean: [...normalise.mean], deviation: [...normalise.deviation] } }),
  };
}

/** The options again, on the other side. */
export function imageRecipeOptions({ augment, ...rest }: ImageRecipe): ImageBatchOptions {
  return { ...rest, augment: augment.map(augmentationFrom) };
}
