import { describe, expect, it } from 'vitest';
import { arrayBatches } from './array-batches.ts';

const values = [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5];
const labels = [4, 3, 2, 1, 0];

describe('batches of arrays', () => {
  it('deal values and labels in order, the last batch smaller', async () => {
    const source = arrayBatches({ values, labels, batchSize: 2 });
    expect([source.batchesPerEpoch, source.size]).toEqual([3, 5]);
    expect(await source.batch(1)).toEqual({
      size: 2,
      images: Float32Array.of(2, 2.5, 3, 3.5),
      labels: Int32Array.of(2, 1),
    });
    expect(await source.batch(5)).toEqual({ size: 1, images: Float32Array.of(4, 4.5), labels: Int32Array.of(0) });
  });

  it('keep values, labels and targets together, in a new order in each epoch', async () => {
    const targets = labels.flatMap((label) => [1 - label / 4, label / 4]);
    const source = arrayBatches({ values, labels, targets, batchSize: 5, shuffle: true, seed: 2 });
    const [first, second] = [await source.batch(0), await source.batch(1)];
    for (const batch of [first, second]) {
      expect([...batch.labels].sort()).toEqual([0, 1, 2, 3, 4]);
      expect([...batch.labels].map((label) => 4 - label)).toEqual([0, 2, 4, 6, 8].map((i) => batch.images[i]));
      expect([...batch.labels].map((label) => label / 4)).toEqual([1, 3, 5, 7, 9].map((i) => batch.targets?.[i]));
    }
    expect(second.labels).not.toEqual(first.labels);
    const again = arrayBatches({ values, labels, targets, batchSize: 5, shuffle: true, seed: 2 });
    expect(await again.batch(1)).toEqual(second);
  });

  it('refuse arrays that do not fit, no items, and wrong numbers', async () => {
    const wrong = (code: string) => expect.objectContaining({ code });
    expect(() => arrayBatches({ values: [1, 2, 3], labels: [0, 1], batchSize: 1 })).toThrow(
      wrong('arrays-inconsistent'),
    );
    expect(() => arrayBatches({ values, labels, targets: [1], batchSize: 1 })).toThrow(/targets/);
    expect(() => arrayBatches({ values: [], labels: [], batchSize: 1 })).toThrow(wrong('batch-options-wrong'));
    await expect(arrayBatches({ values, labels, batchSize: 1 }).batch(-1)).rejects.toThrow(wrong('batch-number-wrong'));
  });
});
