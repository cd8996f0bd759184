import { describe, expect, it } from 'vitest';
import { expandRuns } from './expand.ts';
import type { ResolvedExperiment } from './experiment.ts';

const subnets = [0.5, 0.8].map((sparsity) => ({ name: `${100 * sparsity} %`, sparsity }));
const experiment = (use: string, best: string): ResolvedExperiment =>
  ({
    subnets,
    seeds: [3, 5],
    scheduler: { use },
    checkpoint: { every: 1, keep: 2, best },
  }) as unknown as ResolvedExperiment;

describe('expandRuns', () => {
  it('makes one run for each seed', () => {
    const found = expandRuns(experiment('alternating', '80 %'));
    expect(found.map((one) => [one.seeds, one.subnets.length, one.checkpoint.best])).toEqual([
      [[3], 2, '80 %'],
      [[5], 2, '80 %'],
    ]);
  });

  it('makes one run for each seed and sub-net of separate nets, the best of each its own', () => {
    const found = expandRuns(experiment('individual', '80 %'));
    expect(found.map((one) => [one.seeds[0], one.subnets, one.checkpoint.best])).toEqual([
      [3, [subnets[0]], 'mean'],
      [3, [subnets[1]], 'mean'],
      [5, [subnets[0]], 'mean'],
      [5, [subnets[1]], 'mean'],
    ]);
    expect(expandRuns(experiment('individual', 'none'))[0]?.checkpoint.best).toBe('none');
  });
});
