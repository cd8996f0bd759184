import { describe, expect, it } from 'vitest';
import { mergeValues } from './merge.ts';

describe('mergeValues', () => {
  it('lays options of the same part over each other, whole values for each option', () => {
    const below = { strategy: { use: 'ast', every: { share: 0.1 }, until: 5 } };
    expect(mergeValues(below, { strategy: { every: { steps: 3 } } })).toEqual({
      strategy: { use: 'ast', every: { steps: 3 }, until: 5 },
    });
    expect(mergeValues(below, { strategy: 'ast' })).toEqual(below);
  });

  it('replaces another part whole, and lists too', () => {
    const below = { strategy: { use: 'ast', every: 3 }, subnets: [0.9, 0.95] };
    expect(mergeValues(below, { strategy: { use: 'granet' }, subnets: [0.5] })).toEqual({
      strategy: { use: 'granet' },
      subnets: [0.5],
    });
  });

  it('leaves a text that names no part a text', () => {
    expect(mergeValues({ unreached: 'allow' }, { unreached: 'allow' })).toEqual({ unreached: 'allow' });
  });

  it('drops the length that another length replaces', () => {
    expect(mergeValues({ epochs: 160, seeds: [0, 1] }, { steps: 10, seed: 3 })).toEqual({ steps: 10, seed: 3 });
  });
});
