import { horizontalFlip, split } from '@altsparse/data';
import { listDatasets, loadDataset } from '@altsparse/data/node';
import { afterEach, describe, expect, it } from 'vitest';
import { type BatchesRequest, type DataSource, disposeBatches, type RunBatches } from './data-source.ts';
import { publishedData } from './published-data.ts';

const request: BatchesRequest = { batchSize: 20, seed: 1, augment: 'usual', note: () => {} };

let open: RunBatches | undefined;
afterEach(async () => {
  if (open) await disposeBatches(open);
  open = undefined;
});

async function digits(options: object = {}): Promise<DataSource> {
  const facts = (await listDatasets()).find(({ name }) => name === 'digits');
  if (facts === undefined) throw new Error('no digits');
  return publishedData(facts).create(options as never);
}

async function batchesOf(more: Partial<BatchesRequest>, options?: object): Promise<RunBatches> {
  open = await (await digits(options)).batches({ ...request, ...more });
  return open;
}

describe('a published data set', () => {
  it('is described without being read, with the images that are taken', async () => {
    const { shape, classes, trainImages, testImages } = await digits({ take: { train: 50 } });
    expect([shape, classes, trainImages, testImages]).toEqual([[28, 28, 1], 10, 50, 2000]);
  });

  it('evaluates on its test images where nothing is set aside', async () => {
    const { training, evaluation, test } = await batchesOf({}, { take: { train: 50, test: 30 } });
    expect([training.size, test.size, evaluation === test]).toEqual([50, 30, true]);
  });

  it('sets aside the images that split draws', async () => {
    const validation = { share: 0.25, seed: 3 };
    const { training, evaluation, test } = await batchesOf({ validation });
    const parts = split((await loadDataset('digits')).train, validation);
    expect([training.size, evaluation.size, test.size]).toEqual([parts.train.count, parts.validation.count, 2000]);
    const { labels } = await evaluation.batch(0);
    expect([...labels]).toEqual([...parts.validation.labels.subarray(0, 20)]);
  });

  it('changes training images as asked, and no others', async () => {
    const flip = horizontalFlip({ probability: 1 });
    const plain = await batchesOf({ augment: 'none' }, { take: { train: 50 } });
    const [before, test] = [await plain.training.batch(0), await plain.test.batch(0)];
    await disposeBatches(plain);
    const changed = await batchesOf({ augment: [flip] }, { take: { train: 50 } });
    const after = await changed.training.batch(0);
    const row = (images: Float32Array): number[] => [...images.subarray(14 * 28, 15 * 28)];
    expect(after.labels).toEqual(before.labels);
    expect(row(after.images)).toEqual(row(before.images).reverse());
    expect(after.images).not.toEqual(before.images);
    expect(await changed.test.batch(0)).toEqual(test);
  });
});
