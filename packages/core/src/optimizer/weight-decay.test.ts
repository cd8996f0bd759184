import { describe, expect, it } from 'vitest';
import { decayOf } from './weight-decay.ts';

describe('decayOf', () => {
  it('is one rate for all, unless parameters are excluded by name', () => {
    expect(decayOf(5e-4, 'head/bias')).toBe(5e-4);
    const some = { rate: 1e-4, exclude: ['*/bias', '*/scale', '*/offset'] };
    expect(['head/bias', 'norm/scale', 'norm/offset', 'head/kernel'].map((name) => decayOf(some, name))).toEqual([
      0, 0, 0, 1e-4,
    ]);
  });
});
