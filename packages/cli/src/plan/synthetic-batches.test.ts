import { describe, expect, it } from 'vitest';
import type { ResolvedExperiment } from '../config/experiment.ts';
import type { DataSource } from '../parts/data-source.ts';
import { syntheticBatches } from './synthetic-batches.ts';

const data: DataSource = {
  shape: [2, 3, 1],
  classes: 3,
  trainImages: 100,
  testImages: 10,
  batches: () => Promise.reject(new Error('A plan reads no data.')),
};

const experiment = (values: Partial<ResolvedExperiment>): ResolvedExperiment => values as ResolvedExperiment;

describe('batches of noise', () => {
  it('are as many and as large as those of training, without what validation takes', async () => {
    const source = syntheticBatches(experiment({ batchSize: 32, validation: { share: 0.2, seed: 0 } }), data);
    expect([source.size, source.batchesPerEpoch]).toEqual([80, 3]);
    const batch = await source.batch(7);
    expect([batch.size, batch.images.length, batch.labels.length]).toEqual([32, 192, 32]);
    expect([...batch.labels.subarray(0, 4)]).toEqual([0, 1, 2, 0]);
  });

  it('are never larger than the data', async () => {
    const source = syntheticBatches(experiment({ batchSize: 128 }), data);
    expect((await source.batch(0)).size).toBe(100);
    expect(source.batchesPerEpoch).toBe(1);
  });
});
