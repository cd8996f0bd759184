import { describe, expect, it } from 'vitest';
import { budgetOf, candidates, chosen, linesOf, valuesOf } from './recipes.mjs';

const part = (name, ...options) => ({ kind: 'strategy', name, options });
const parts = [
  part('static-random'),
  part('dense'),
  { kind: 'score', name: 'magnitude', options: [] },
  part('magnitude'),
  part('granet', { name: 'every', default: { share: 0.016 } }),
  part('set', { name: 'share', default: 0.3 }, { name: 'every', default: { epochs: 1 } }),
  part('somebodys', { name: 'every' }),
];
const lines = linesOf({ parts });

describe('the lines of the table', () => {
  it('are all strategies that plug-ins contribute, dense first and static random last', () => {
    expect(lines.map(({ label }) => label)).toEqual([
      'dense',
      'magnitude',
      'granet (from dense)',
      'granet (from 50 %)',
      'set',
      'somebodys',
      'static-random (ERK)',
      'static-random (uniform)',
    ]);
  });

  it('leave a strategy its defaults, but for a period in epochs', () => {
    expect(lines.find(({ label }) => label === 'set')?.strategy).toEqual({ use: 'set', every: { share: 0.05 } });
    expect(lines.find(({ label }) => label === 'somebodys')?.strategy).toEqual({ use: 'somebodys' });
    expect(lines.find(({ label }) => label === 'granet (from 50 %)')?.strategy).toEqual({
      use: 'granet',
      initialSparsity: 0.5,
    });
  });

  it('can be chosen by strategy and by label', () => {
    const labels = (wanted) => chosen(lines, wanted).map(({ label }) => label);
    expect(labels('granet, dense')).toEqual(['dense', 'granet (from dense)', 'granet (from 50 %)']);
    expect(labels('static-random (ERK)')).toEqual(['static-random (ERK)']);
    expect(chosen(lines, undefined)).toBe(lines);
    expect(() => labels('set,sett')).toThrow("There is no strategy 'sett'. There are: dense, magnitude,");
  });
});

describe('the sparsity of a line', () => {
  it('is what was asked for, else the nearest of the usual patterns', () => {
    expect(candidates({ dense: false }, 0.9)).toEqual([0.9, 0.875, 0.9375, 0.75, 0.5]);
    expect(candidates({ dense: true }, 0.9)).toEqual([0]);
  });
});

describe('the values of a line', () => {
  const about = { common: { model: 'small-conv' }, sparsity: 0.9, seed: 3, steps: 30 };
  const valuesFor = (name) => valuesOf(chosen(lines, name)[0], about);

  it('are one stage', () => {
    expect(valuesFor('somebodys')).toEqual({
      model: 'small-conv',
      subnets: [0.9],
      strategy: { use: 'somebodys' },
      seeds: [3],
      steps: 30,
    });
  });

  it('have a dense stage before where a trained net is pruned once', () => {
    expect(valuesFor('magnitude').stages).toEqual([
      { name: 'dense', subnets: [0], strategy: 'dense' },
      { name: 'pruned', subnets: [0.9], strategy: { use: 'magnitude' } },
    ]);
  });
});

describe('the budget', () => {
  it('is a multiple of 12, for two stages and twelve rounds', () => {
    expect([782, 24, 13, 5].map(budgetOf)).toEqual([780, 24, 12, 12]);
  });
});
