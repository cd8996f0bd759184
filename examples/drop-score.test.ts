import { keepAll, type MaskView, pruneTo, steps, train } from '@altsparse/core';
import { describe, expect, it } from 'vitest';
import { linesOf } from './claims.test.kit.ts';
import { exchangeByTaylor, taylor } from './drop-score.ts';
import { toyRun } from './toy.test.kit.ts';

const view: Pick<MaskView, 'weights' | 'mask' | 'gradient' | 'layers' | 'event'> = {
  weights: Float32Array.of(4, -1, 2, 1, 0, 0),
  gradient: Float32Array.of(0.1, 3, -1, 0.5, 9, 2),
  mask: Uint8Array.of(1, 1, 1, 1, 0, 0),
  layers: [{ name: 'a', shape: [6, 1], offset: 0, length: 6 }],
  event: { k: 1, progress: 1, step: 0, steps: 100 },
};

describe('a drop score', () => {
  it('is written in at most 6 lines', () => {
    expect(linesOf('drop-score.ts', 'a drop score').length).toBeLessThanOrEqual(6);
  });

  it('ranks by |g · w|, where magnitude would rank otherwise', () => {
    const scores = taylor.score(view as MaskView);
    expect(Array.from(scores, (score) => Number(score.toFixed(3)))).toEqual([0.4, 3, 2, 0.5, 0, 0]);
  });

  it('drops by its ranking in an exchange: the largest weight goes, as its gradient is small', () => {
    // ⌈0.3 · 4⌉ = 2 leave: |g · w| of 0.4 and 0.5; 2 come: |g| of 9 and 2
    expect([...exchangeByTaylor.apply(view as MaskView, undefined).mask]).toEqual([0, 1, 1, 0, 1, 1]);
  });

  it('serves in a run: core hands it the gradient that it asks for', async () => {
    const timetable = { every: steps(10), until: steps(20), place: 'update' } as const;
    const moves = [pruneTo({ score: taylor }), exchangeByTaylor];
    const strategy = { name: 'by taylor', initialSparsity: 0, initial: keepAll, timetable, moves };
    const targets = [[5, 4, 3, 2, 0.1, 0.1, 0.1, 0.1]];
    const { subnets } = await train(toyRun(targets, { subnets: [0.5], strategy, length: steps(60) })).result;
    expect(subnets[0]?.sparsity).toBe(0.5);
  });
});
