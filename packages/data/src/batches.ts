import { AltsparseError, type Batch, type BatchSource } from '@altsparse/core';
import type { Augmentation } from './augment/augmentation.ts';
import { pipeline } from './augment/pipeline.ts';
import { type BatchPlan, type PlanOptions, planBatches } from './batch-plan.ts';
import { checkImages, type Images, imageBytes } from './images.ts';
import { type PixelScale, pixelWriter } from './normalise.ts';

/** Which images, in which order, changed in which way. */
export interface BatchOptions extends PlanOptions {
  /** Where the batches come from. */
  readonly images: Images;
  /** Changes in training, in this order; none (default) for evaluation. */
  readonly augment?: readonly Augmentation[];
  /** How bytes become numbers; a `Dataset` will do. Default: numbers from 0 to 1. */
  readonly normalise?: PixelScale;
}

/**
 * Batches by number, made from images in memory. Batch `index` is a pure function of the options and the index: the
 * same bits in whatever order batches are asked for. Training gives `shuffle` and `augment`; evaluation leaves them
 * out and only normalises.
 *
 * @example
 * const source = batches({ images: data.train, batchSize: 128, shuffle: true, seed: 1, augment: data.augment, normalise: data });
 *
 * @throws AltsparseError `images-inconsistent`, `batch-options-wrong`, `normalisation-wrong`, `augmentation-wrong`;
 * from `batch`: `batch-number-wrong`.
 */
export function batches(options: BatchOptions): BatchSource {
  const { images } = options;
  checkImages(images, 'images');
  const plan = planBatches(images.count, options);
  const fill = filler(options);
  return {
    batchesPerEpoch: plan.batchesPerEpoch,
    size: plan.size,
    batch: async (index) => fill(plan, index),
  };
}

/**
 * Refuses what is no number of a batch.
 *
 * @throws AltsparseError `batch-number-wrong`.
 */
export function checkBatchNumber(index: number): void {
  if (Number.isSafeInteger(index) && index >= 0) return;
  const details = { found: index, expected: 'a whole number from 0' };
  throw new AltsparseError('batch-number-wrong', 'There is no such batch.', details);
}

function filler({
  images,
  augment = [],
  normalise,
  seed = 0,
}: BatchOptions): (plan: BatchPlan, index: number) => Batch {
  const bytes = imageBytes(images.shape);
  const change = pipeline(images.shape, augment, seed);
  const write = pixelWriter(images.shape[2], normalise);
  return (plan, index) => {
    checkBatchNumber(index);
    const { epoch, items } = plan.itemsOf(index);
    const output = new Float32Array(items.length * bytes);
    const labels = new Int32Array(items.length);
    items.forEach((item, i) => {
      const image = images.pixels.subarray(item * bytes, (item + 1) * bytes);
      write(change(image, epoch, item), output, i * bytes);
      labels[i] = images.labels[item] as number;
    });
    return { size: items.length, images: output, labels };
  };
}
