import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countKept, keptCount, roundToTotal, sparsityOf } from './count.ts';

const sum = (list: readonly number[]): number => list.reduce((total, one) => total + one, 0);

describe('keptCount', () => {
  it.each([
    [1_854_720, 0.9, 185_472],
    [1_854_720, 0.95, 92_736],
    [1_854_720, 0.98, 37_094],
    [1_866_240, 0.9, 186_624],
    [1_866_240, 0.95, 93_312],
    [1_866_240, 0.98, 37_325],
  ])('rounds n · (1 − s): of %i at %f it keeps %i', (length, sparsity, kept) => {
    expect(keptCount(length, sparsity)).toBe(kept);
  });

  it('keeps one weight at least where there is one', () => {
    expect([keptCount(10, 0.99), keptCount(10, 1), keptCount(1, 0.9), keptCount(0, 0.5)]).toEqual([1, 1, 1, 0]);
  });

  it('keeps all at sparsity 0', () => {
    expect(keptCount(7, 0)).toBe(7);
  });
});

describe('countKept and sparsityOf', () => {
  it('count ones, of a whole mask or of a stretch', () => {
    const mask = Uint8Array.from([1, 0, 1, 1, 0]);
    expect([countKept(mask), countKept(mask, 1, 3), countKept(mask, 3)]).toEqual([3, 1, 1]);
    expect(sparsityOf(mask)).toBeCloseTo(0.4, 12);
    expect(sparsityOf(new Uint8Array())).toBe(0);
  });
});

describe('roundToTotal', () => {
  it('gives what is missing to the largest remainders', () => {
    expect(roundToTotal([2.2, 3.7, 4.1], [10, 10, 10], 10)).toEqual([2, 4, 4]);
  });

  it('gives ties to the lower index', () => {
    expect(roundToTotal([1.5, 1.5, 1.5, 1.5], [9, 9, 9, 9], 6)).toEqual([2, 2, 1, 1]);
  });

  it('counts remainders as ties that rounding alone keeps apart', () => {
    // 15 % of 10 and of 30: 1.5 and 4.5, as products 1.5000000000000002 and 4.500000000000001
    expect(roundToTotal([10 * (1 - 0.85), 30 * (1 - 0.85)], [10, 30], 6)).toEqual([2, 4]);
  });

  it('leaves one where less was wanted, and takes it from the smallest remainder', () => {
    // floors 1 (for 0.1), 5, 4 are 10; one too many goes from 4.2, not from 5.7 and not from the last weight
    expect(roundToTotal([0.1, 5.7, 4.2], [9, 9, 9], 9)).toEqual([1, 5, 3]);
  });

  it('gives nothing more to a layer that already got more than it wanted', () => {
    // 0.9 was raised to 1; the weight that is missing is due to 2.5
    expect(roundToTotal([0.9, 2.5], [9, 9], 4)).toEqual([1, 3]);
  });

  it('passes on what a limit does not take', () => {
    expect(roundToTotal([7.9, 1.1, 1], [5, 9, 9], 10)).toEqual([5, 3, 2]);
  });

  it('goes as far as the limits allow when the total lies outside them', () => {
    expect(roundToTotal([3, 3], [2, 4], 100)).toEqual([2, 4]);
    expect(roundToTotal([3, 3], [2, 4], 0)).toEqual([1, 1]);
    expect(roundToTotal([3, 3], [0, 4], 2)).toEqual([0, 2]);
  });

  it('leaves whole numbers with the right sum as they are', () => {
    expect(roundToTotal([4, 1, 7], [4, 2, 9], 12)).toEqual([4, 1, 7]);
  });

  const layer = fc.record({ limit: fc.nat(30), part: fc.double({ min: 0, max: 1, noNaN: true }) });
  it('has the exact sum, within limits, and is off by less than one where no bound is met', () => {
    fc.assert(
      fc.property(fc.array(layer, { minLength: 1, maxLength: 8 }), (layers) => {
        const limits = layers.map((one) => one.limit);
        const wanted = layers.map((one) => one.limit * one.part);
        const total = Math.round(sum(wanted));
        const counts = roundToTotal(wanted, limits, total);
        const least = limits.filter((limit) => limit > 0).length;
        expect(sum(counts)).toBe(Math.max(total, least));
        counts.forEach((count, i) => {
          expect(count).toBeGreaterThanOrEqual(Math.min(1, limits[i] ?? 0));
          expect(count).toBeLessThanOrEqual(limits[i] ?? 0);
        });
        if (wanted.every((one, i) => one >= 1 || limits[i] === 0)) {
          counts.forEach((count, i) => {
            expect(Math.abs(count - (wanted[i] ?? 0))).toBeLessThan(1 + 1e-9);
          });
        }
      }),
      { numRuns: 300 },
    );
  });
});
