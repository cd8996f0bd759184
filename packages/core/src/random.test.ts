import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derive, randomStream } from './random.ts';

const purposes = fc.constantFrom('crop', 'shuffle', 'initial mask');

describe('derive', () => {
  it('has the values that it always had: runs of old must be repeatable', () => {
    const found = [
      derive(0, 'crop'),
      derive(0, 'crop', 0),
      derive(0, 'crop', 1),
      derive(1, 'crop', 0),
      derive(0, 'shuffle', 0),
    ];
    expect(found).toEqual([2_566_347_407, 2_636_604_189, 1_524_877_539, 648_886_644, 3_737_452_002]);
  });

  it('minds the order of its items', () => {
    expect([derive(0, 'crop', 1, 2), derive(0, 'crop', 2, 1)]).toEqual([2_040_415_619, 1_207_954_441]);
  });

  it('uses more than 32 bits of seed and items', () => {
    expect([derive(2 ** 32, 'crop', 0), derive(0, 'crop', 2 ** 32)]).toEqual([2_063_005_534, 4_012_419_011]);
  });

  it('is a whole number from 0 to 2^32 − 1, the same each time', () => {
    fc.assert(
      fc.property(fc.integer(), purposes, fc.array(fc.nat(), { maxLength: 3 }), (seed, purpose, items) => {
        const value = derive(seed, purpose, ...items);
        expect(Number.isInteger(value) && value >= 0 && value < 2 ** 32).toBe(true);
        expect(derive(seed, purpose, ...items)).toBe(value);
      }),
    );
  });

  it('tells seeds apart: no two give the same for one purpose and item', () => {
    expect(new Set(Array.from({ length: 20_000 }, (_, seed) => derive(seed, 'crop', 5))).size).toBe(20_000);
  });
});

describe('randomStream', () => {
  it('has the values that it always had', () => {
    const stream = randomStream(7, 'test', 3);
    const found = [stream.uniform(), stream.uniform(), stream.normal()];
    expect(found).toEqual([0.5124420617282223, 0.8240149157462402, 0.16045898036921408]);
  });

  it('starts anew at each derivation, whatever was drawn before', () => {
    const draw = (item: number): number => randomStream(3, 'crop', item).uniform();
    const forwards = [0, 1, 2, 3].map(draw);
    const backwards = [3, 2, 1, 0].map(draw).reverse();
    expect(backwards).toEqual(forwards);
    expect(new Set(forwards).size).toBe(4);
  });

  /** Pearson's statistic of counts that should all be the same. */
  const chiSquare = (counts: readonly number[]): number => {
    const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  };
  /** How often pairs fall into each cell of 8 by 8. 63 degrees of freedom: above 114 in one of 10,000 cases. */
  const cells = (pairs: readonly (readonly [number, number])[]): number[] => {
    const counts = new Array<number>(64).fill(0);
    for (const [a, b] of pairs) {
      const cell = Math.floor(a * 8) * 8 + Math.floor(b * 8);
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
    return counts;
  };

  it('is uniform, and so are neighbours taken together', () => {
    const stream = randomStream(1, 'long');
    const pairs = Array.from({ length: 20_000 }, () => [stream.uniform(), stream.uniform()] as const);
    expect(chiSquare(cells(pairs))).toBeLessThan(114);
  });

  it('is uniform over the first two draws of many streams, which is how items are drawn', () => {
    const pairs = Array.from({ length: 20_000 }, (_, item) => {
      const stream = randomStream(1, 'crop', item);
      return [stream.uniform(), stream.uniform()] as const;
    });
    expect(chiSquare(cells(pairs))).toBeLessThan(114);
  });

  it('is uniform over the first draw of neighbouring streams', () => {
    const first = (item: number): number => randomStream(1, 'crop', item).uniform();
    const pairs = Array.from({ length: 20_000 }, (_, item) => [first(2 * item), first(2 * item + 1)] as const);
    expect(chiSquare(cells(pairs))).toBeLessThan(114);
  });

  it('draws normal numbers with mean 0, variance 1 and fourth moment 3', () => {
    const stream = randomStream(5, 'weights');
    const draws = Array.from({ length: 50_000 }, () => stream.normal());
    const moment = (power: number): number => draws.reduce((sum, one) => sum + one ** power, 0) / draws.length;
    // standard errors 0.0045, 0.0063 and 0.044
    expect(Math.abs(moment(1))).toBeLessThan(0.02);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.03);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.2);
  });

  it('draws whole numbers below a limit, all of them', () => {
    const stream = randomStream(5, 'whole');
    const counts = new Array<number>(9).fill(0);
    for (let i = 0; i < 9000; i++) {
      const value = stream.below(9);
      counts[value] = (counts[value] ?? Number.NaN) + 1;
    }
    // 8 degrees of freedom: above 31.8 in one of 10,000 cases
    expect(counts.length).toBe(9);
    expect(chiSquare(counts)).toBeLessThan(31.8);
  });
});
