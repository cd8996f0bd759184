import { type Contribution, contribute } from '@altsparse/core';
import { batches, type Dataset, type Images, pickImages, split } from '@altsparse/data';
import { type DatasetListing, loadDataset, prefetched } from '@altsparse/data/node';
import { z } from 'zod';
import type { BatchesRequest, DataSource, RunBatches } from './data-source.ts';

const count = z.int().min(1).optional();

const options = z.strictObject({
  folder: z.string().optional().describe('folder of its files; default: see `altsparse data list`'),
  labels: z.enum(['fine', 'coarse']).optional().describe('CIFAR-100 only'),
  take: z
    .strictObject({ train: count, test: count })
    .optional()
    .describe('only the first images of each part, for quick trials'),
});

/** A published data set, read into memory, as a part of a config. */
export function publishedData(facts: DatasetListing): Contribution<DataSource> {
  return contribute({
    name: facts.name,
    summary: facts.summary,
    source: facts.terms,
    options,
    create: ({ take = {}, folder, labels }) => ({
      shape: facts.shape,
      classes: labels === 'coarse' ? 20 : facts.classes,
      trainImages: Math.min(take.train ?? Number.POSITIVE_INFINITY, facts.trainImages),
      testImages: Math.min(take.test ?? Number.POSITIVE_INFINITY, facts.testImages),
      async batches(request) {
        const data = await loadDataset(facts.name, { ...(folder && { folder }), ...(labels && { labels }) });
        const taken = { ...data, train: firstOf(data.train, take.train), test: firstOf(data.test, take.test) };
        return batchesOf(taken, request);
      },
    }),
  });
}

function firstOf(images: Images, wanted: number | undefined): Images {
  if (wanted === undefined || wanted >= images.count) return images;
  return pickImages(
    images,
    Array.from({ length: wanted }, (_, item) => item),
  );
}

function batchesOf(dataset: Dataset, { batchSize, seed, validation, augment }: BatchesRequest): RunBatches {
  const parts =
    validation === undefined ? { train: dataset.train, validation: undefined } : split(dataset.train, validation);
  const plain = { batchSize, normalise: dataset };
  const test = batches({ images: dataset.test, ...plain });
  const evaluation = parts.validation && batches({ images: parts.validation, ...plain });
  const training = prefetched({
    images: parts.train,
    shuffle: true,
    seed,
    augment: augment === 'usual' ? dataset.augment : augment === 'none' ? [] : augment,
    ...plain,
  });
  return { training, test, evaluation: evaluation ?? test };
}
