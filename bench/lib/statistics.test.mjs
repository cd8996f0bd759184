import { describe, expect, it } from 'vitest';
import {
  chanceLimit,
  meanInterval,
  median,
  pairedDifference,
  pairedRatio,
  quantile,
  ratioInterval,
  relativeDistance,
} from './statistics.mjs';

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

describe('meanInterval', () => {
  it('reaches by Student', () => {
    // deviation √2.5, error √0.5 = 0.70711, four degrees of freedom: 2.776 · 0.70711 = 1.96293
    const { mean, low, high } = meanInterval([1, 2, 3, 4, 5]);
    expect(mean).toBe(3);
    expect(low).toBeCloseTo(1.03707, 5);
    expect(high).toBeCloseTo(4.96293, 5);
  });

  it('is a point where all are equal, and knows nothing from one', () => {
    expect(meanInterval([2, 2, 2])).toEqual({ mean: 2, low: 2, high: 2 });
    expect(meanInterval([2])).toEqual({ mean: 2, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY });
  });

  it('refuses more values than its table has', () => {
    expect(() => meanInterval(Array.from({ length: 12 }, (_, i) => i))).toThrow('At most 11 values, not 12.');
  });
});

describe('pairedDifference', () => {
  it('does not see what both of a pair have in common', () => {
    // differences 1, 2, 3: deviation 1, error 1 / √3, two degrees of freedom: 4.303 / √3 = 2.48434
    const { mean, low, high } = pairedDifference([11, 102, 1003], [10, 100, 1000]);
    expect(mean).toBe(2);
    expect(low).toBeCloseTo(-0.48434, 5);
    expect(high).toBeCloseTo(4.48434, 5);
  });
});

describe('chanceLimit', () => {
  it('lies 3.09 standard errors above one in as many classes', () => {
    expect(chanceLimit(10, 10_000)).toBeCloseTo(0.10927, 10); // error √(0.1 · 0.9 / 10,000) = 0.003
    expect(chanceLimit(2, 100)).toBeCloseTo(0.6545, 10); // error 0.05
  });
});
