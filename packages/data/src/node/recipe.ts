import type { Augmentation, AugmentationDescription } from '../augment/augmentation.ts';
import { augmentationFrom } from '../augment/augmentation-from.ts';
import type { BatchOptions } from '../batches.ts';
import { type Images, pixelRoom } from '../images.ts';

/** `BatchOptions` as data that can cross to another thread; the pixels are shared, not copied. */
export interface BatchRecipe extends Omit<BatchOptions, 'augment'> {
  readonly augment: readonly AugmentationDescription[];
}

/** Writes options down for a worker; nothing where an augmentation has no description. */
export function workerRecipe({ augment = [], normalise, images, ...plan }: BatchOptions): BatchRecipe | undefined {
  const described = describeAll(augment);
  if (described === undefined) return undefined;
  const { batchSize, seed = 0, shuffle = false, lastPartial = 'keep' } = plan;
  return {
    images: shareable(images),
    batchSize,
    seed,
    shuffle,
    lastPartial,
    augment: described,
    // Only the numbers: a whole data set may have been given, with functions in it.
    ...(normalise ? { normalise: { mean: [...normalise.mean], deviation: [...normalise.deviation] } } : {}),
  };
}

/** Augmentations as plain data; nothing where one has no description. */
export function describeAll(augment: readonly Augmentation[]): readonly AugmentationDescription[] | undefined {
  const described = augment.flatMap(({ description }) => (description ? [description] : []));
  return described.length < augment.length ? undefined : described;
}

/** The options again, on the other side. */
export function recipeOptions({ augment, ...rest }: BatchRecipe): BatchOptions {
  return { ...rest, augment: augment.map(augmentationFrom) };
}

function shareable({ count, shape, pixels, labels }: Images): Images {
  if (pixels.buffer instanceof SharedArrayBuffer) return { count, shape, pixels, labels: labels.slice() };
  const shared = pixelRoom(pixels.length);
  shared.set(pixels);
  return { count, shape, pixels: shared, labels: labels.slice() };
}
