import { type Contribution, contribute } from '@altsparse/core';
import { type Dataset, type Images, pickImages } from '@altsparse/data';
import { type DatasetListing, loadDataset } from '@altsparse/data/node';
import { z } from 'zod';

/** A data set that can be described without being read. */
export interface DataSource {
  /** Height, width and channels of every image. */
  readonly shape: readonly [number, number, number];
  /** How many classes. */
  readonly classes: number;
  /** Images in the train part. */
  readonly trainImages: number;
  /** Images in the test part. */
  readonly testImages: number;
  /** Reads it. */
  load(): Promise<Dataset>;
}

const count = z.int().min(1).optional();

const options = z.strictObject({
  folder: z.string().optional().describe('folder of its files; default: see `altsparse data list`'),
  labels: z.enum(['fine', 'coarse']).optional().describe('CIFAR-100 only'),
  take: z
    .strictObject({ train: count, test: count })
    .optional()
    .describe('only the first images of each part, for quick trials'),
});

/** A data set as a part of a config. */
export function dataContribution(facts: DatasetListing): Contribution<DataSource> {
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
      async load() {
        const data = await loadDataset(facts.name, { ...(folder && { folder }), ...(labels && { labels }) });
        return { ...data, train: firstOf(data.train, take.train), test: firstOf(data.test, take.test) };
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
