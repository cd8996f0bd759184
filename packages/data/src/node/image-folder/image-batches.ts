import type { AltsparseError } from '@altsparse/core';
import { startWorker } from '../batch-worker.ts';
import { aheadOf, type PrefetchedSource, type PrefetchOptions } from '../prefetch.ts';
import { corruptImage } from './decode-image.ts';
import { type ImageBatchOptions, imageRecipe } from './image-recipe.ts';
import { plainImageBatches } from './plain-image-batches.ts';

/** How far ahead images are read, by which thread, and who is told of those left out. */
export interface ImagePrefetchOptions extends PrefetchOptions {
  /** Told, once for each file, of what `onCorrupt: 'skip'` left out: `image-corrupt`, with the file as its place. */
  readonly onSkip?: (problem: AltsparseError) => void;
}

/**
 * Batches by number out of image files, read ahead by a worker thread. Batch `index` is a pure function of the options,
 * the files and the index, whatever was asked for before. At no time more is in memory than the batches ahead and one
 * decoded image for each decoder. Without shuffling nothing is read ahead beyond an epoch's end, so that an evaluation
 * leaves no work behind. The caller disposes the source.
 *
 * @example
 * const { train, test } = readImageFolder('photos');
 * const training = imageBatches({ files: train, batchSize: 64, shuffle: true, crop: 'random', augment: [horizontalFlip()] });
 * const evaluation = imageBatches({ files: test, batchSize: 64 });
 *
 * @throws AltsparseError `batch-options-wrong`, `crop-wrong`, `normalisation-wrong`, `augmentation-wrong`; from `batch`:
 * `image-corrupt` (unless they are skipped), `images-all-corrupt`, `image-unreadable`, `image-decoder-missing`,
 * `batch-number-wrong`, `batch-source-disposed`.
 */
export function imageBatches(options: ImageBatchOptions, prefetch: ImagePrefetchOptions = {}): PrefetchedSource {
  const { onSkip, ...rest } = prefetch;
  const told = new Set<string>();
  const skipped = (place: string, found: string): void => {
    if (!told.has(place)) onSkip?.(corruptImage(place, found));
    told.add(place);
  };
  const plain = plainImageBatches(options, skipped);
  const recipe = imageRecipe(options);
  const entry = { beside: import.meta.url, name: 'image-worker' };
  return aheadOf(plain, {
    ...rest,
    start: recipe && ((worker) => startWorker(recipe, { entry: worker, own: entry, onSkip: skipped })),
    lastAhead: (index) => (options.shuffle ? Number.POSITIVE_INFINITY : endOfEpoch(index, plain.batchesPerEpoch)),
  });
}

/** The last batch of an epoch. */
function endOfEpoch(index: number, batchesPerEpoch: number): number {
  return (Math.floor(index / batchesPerEpoch) + 1) * batchesPerEpoch - 1;
}
