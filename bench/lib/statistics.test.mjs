import { describe, expect, it } from 'vitest';
import { median, pairedRatio, quantile, ratioInterval, relativeDistance } from './statistics.mjs';

describe('quantile', () => {
  it('lies between its neighbours', () => {
    expect(quantile([4, 1, 3, 2], 0.25)).toBe(1.75); // place 0.75 of 1, 2, 3, 4
    expect(median([5, 1, 9])).toBe(5);
    expect(median([1, 2])).toBe(1.5);
  });

  it('leaves the values in their order', () => {
    const values = [3, 1, 2];
    quantile(values, 0.5);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe('pairedRatio', () => {
  it('does not see what slows both of a pair down', () => {
    const base = [10, 100, 20, 50];
    const times = base.map((time) => time / 2);
    expect(pairedRatio(times, base)).toEqual({ median: 0.5, low: 0.5, high: 0.5 });
  });

  it('gives an interval around the median that lies within the ratios', () => {
    const base = Array.from({ length: 20 }, () => 1);
    const {
      median: middle,
      low,
      high,
    } = pairedRatio(
      base.map((_, index) => index + 1),
      base,
    );
    expect(middle).toBe(10.5);
    expect(low).toBeGreaterThan(1);
    expect(low).toBeLessThan(middle);
    expect(high).toBeGreaterThan(middle);
    expect(high).toBeLessThan(20);
  });
});

describe('relativeDistance', () => {
  it('divides by the length of the second', () => {
    expect(relativeDistance([3, 4], [0, 0.5])).toBe(Math.sqrt(9 + 12.25) / 0.5);
    expect(relativeDistance([0, 0], [0, 0])).toBe(0);
    expect(relativeDistance([1], [0])).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('ratioInterval', () => {
  it('is the geometric mean, and reaches by Student', () => {
    // logarithms ∓ ln 2: mean 0, deviation ln 2 · √2, error ln 2, reach 12.71 · ln 2
    const { mean, low, high } = ratioInterval([0.5, 2]);
    expect(mean).toBeCloseTo(1, 12);
    expect(Math.log2(high)).toBeCloseTo(12.71, 10);
    expect(Math.log2(low)).toBeCloseTo(-12.71, 10);
  });

  it('knows nothing from one', () => {
    expect(ratioInterval([3])).toEqual({ mean: expect.closeTo(3, 12), low: 0, high: Number.POSITIVE_INFINITY });
  });
});
