import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { AltsparseError, randomStream } from '@altsparse/core';
import pLimit from 'p-limit';
import type { PlannedBatch } from '../../batch-plan.ts';
import { centreCrop } from '../../crop/centre-crop.ts';
import { regionDrawer } from '../../crop/random-region.ts';
import { type Cut, decodeImage } from './decode-image.ts';
import type { ImageBatchOptions } from './image-recipe.ts';

/** An image as it was read: `[size, size, 3]`, and which item it is. */
interface ReadImage {
  readonly item: number;
  readonly pixels: Uint8Array;
}

/** Reads the image at a place of an epoch's order; a corrupt one is an error, or the next good one is read. */
export type ImageReader = (planned: PlannedBatch, at: number) => Promise<ReadImage>;

/** Told of a file that was left out: its path, and what was found there. Once for each file. */
export type SkipListener = (place: string, found: string) => void;

/**
 * @throws AltsparseError `crop-wrong`, `batch-options-wrong`; from the reader: `image-corrupt`, `image-unreadable`,
 * `image-decoder-missing`, `images-all-corrupt`.
 */
export function imageReader(options: ImageBatchOptions, onSkip: SkipListener): ImageReader {
  const { files, onCorrupt = 'stop' } = options;
  const cutOf = cutter(options);
  const limit = pLimit(decoderCount(options));
  const corrupt = new Set<number>();
  const read = (epoch: number, item: number): Promise<Uint8Array> =>
    limit(() => decodeImage(join(files.folder, files.names[item] as string), cutOf(epoch, item)));
  const tryRead = async (epoch: number, item: number): Promise<Uint8Array | undefined> => {
    if (corrupt.has(item)) return undefined;
    try {
      return await read(epoch, item);
    } catch (error) {
      if (!isCorrupt(error) || onCorrupt === 'stop') throw error;
      if (!corrupt.has(item)) onSkip(error.details.place ?? '', String(error.details.found));
      corrupt.add(item);
      return undefined;
    }
  };
  return async ({ epoch, order }, at) => {
    for (let next = 0; next < order.length; next++) {
      const item = order[(at + next) % order.length] as number;
      const pixels = await tryRead(epoch, item);
      if (pixels) return { item, pixels };
    }
    throw new AltsparseError('images-all-corrupt', 'No file holds a whole image.', { place: files.folder });
  };
}

/** The cut of an item is a pure function of (seed, epoch, item). */
function cutter({
  seed = 0,
  size = 224,
  resize,
  crop = 'centre',
}: ImageBatchOptions): (epoch: number, item: number) => Cut {
  const kernel = 'linear';
  if (!Number.isInteger(size) || size < 1) throw wrongOption('size', size);
  if (crop === 'centre') {
    const plan = centreCrop(size, resize);
    return () => (image, columns, rows) => {
      const { width, height, region } = plan(columns, rows);
      return image.resize(width, height, { fit: 'fill', kernel }).extract(region);
    };
  }
  const draw = regionDrawer(crop === 'random' ? {} : crop);
  return (epoch, item) => (image, columns, rows) => {
    const region = draw(columns, rows, randomStream(seed, 'random-resized-crop', epoch, item));
    return image.extract(region).resize(size, size, { fit: 'fill', kernel });
  };
}

function decoderCount({ decoders = defaultDecoders() }: ImageBatchOptions): number {
  if (!Number.isInteger(decoders) || decoders < 1) throw wrongOption('decoders', decoders);
  return decoders;
}

/** One processor is left to the training: an image that takes its last one keeps all its threads waiting. */
function defaultDecoders(): number {
  return Math.max(1, Math.min(4, availableParallelism() - 1));
}

function isCorrupt(error: unknown): error is AltsparseError {
  return error instanceof AltsparseError && error.code === 'image-corrupt';
}

function wrongOption(place: string, found: number): AltsparseError {
  const details = { place, found, expected: 'a whole number from 1' };
  return new AltsparseError('batch-options-wrong', 'No batches can be made so.', details);
}
