import type { Batch, BatchSource } from '@altsparse/core';
import { pipeline } from '../../augment/pipeline.ts';
import { type PlannedBatch, planBatches } from '../../batch-plan.ts';
import { checkBatchNumber } from '../../batches.ts';
import { imagenetScale, pixelWriter } from '../../normalise.ts';
import { imageReader, type SkipListener } from './image-reader.ts';
import type { ImageBatchOptions } from './image-recipe.ts';

/** Batches of image files, made in this thread when they are asked for. Errors: see `imageBatches`. */
export function plainImageBatches(options: ImageBatchOptions, onSkip: SkipListener): BatchSource {
  const { files, size = 224 } = options;
  const plan = planBatches(files.names.length, options);
  const read = imageReader(options, onSkip);
  const place = placer(options);
  const bytes = size * size * 3;
  return {
    batchesPerEpoch: plan.batchesPerEpoch,
    size: plan.size,
    async batch(index) {
      checkBatchNumber(index);
      const planned = plan.itemsOf(index);
      const count = planned.items.length;
      const images = new Float32Array(count * bytes);
      const labels = new Int32Array(count);
      const one = async (i: number): Promise<void> => {
        const { item, pixels } = await read(planned, planned.first + i);
        place(pixels, planned, item, images, i * bytes);
        labels[i] = files.labels[item] as number;
      };
      await allOf(Array.from({ length: count }, (_, i) => one(i)));
      return { size: count, images, labels } satisfies Batch;
    },
  };
}

/** Changes the bytes of an image and writes its numbers; at once, since the pipeline's room is used again. */
function placer({ seed = 0, size = 224, augment = [], normalise = imagenetScale }: ImageBatchOptions) {
  const change = pipeline([size, size, 3], augment, seed);
  const write = pixelWriter(3, normalise);
  return (pixels: Uint8Array, { epoch }: PlannedBatch, item: number, into: Float32Array, at: number): void =>
    write(change(pixels, epoch, item), into, at);
}

/** Waits for all, then throws the first error in their order: the same one each time. */
async function allOf(work: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
}
