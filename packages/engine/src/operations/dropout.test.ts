import { describe, expect, it } from 'vitest';
import { dropoutMask } from './dropout.ts';

describe('dropoutMask', () => {
  it('drops about the share asked for and scales the others up', () => {
    const mask = dropoutMask(10_000, 0.2, 1);
    expect(new Set(mask)).toEqual(new Set([0, 1.25]));
    const dropped = mask.filter((value) => value === 0).length;
    // Binomial: 2000 ± 40; five deviations.
    expect(Math.abs(dropped - 2000)).toBeLessThan(200);
  });

  it('is the same for the same noise and another for another', () => {
    expect(dropoutMask(50, 0.5, 3)).toEqual(dropoutMask(50, 0.5, 3));
    expect(dropoutMask(50, 0.5, 3)).not.toEqual(dropoutMask(50, 0.5, 4));
  });
});
