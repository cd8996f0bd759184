import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AltsparseError } from '../error.ts';
import { sandwich } from './sandwich.ts';

describe('sandwich', () => {
  it('trains the first, the last and n − 2 others on each batch, in their order, by seed and step alone', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.nat({ max: 1000 }),
        fc.integer({ min: 2, max: 9 }),
        fc.integer({ min: 2, max: 6 }),
        (seed, step, count, size) => {
          const turn = sandwich({ subnets: size }).turn(step, count, seed);
          const { subnets } = turn;
          expect([subnets[0], subnets.at(-1)]).toEqual([0, count - 1]);
          expect(subnets).toHaveLength(Math.min(size, count));
          expect([...new Set(subnets)].sort((a, b) => a - b)).toEqual(subnets);
          expect([turn.batch, turn.round, turn.teacher]).toEqual([step, step, 0]);
          expect(sandwich({ subnets: size }).turn(step, count, seed)).toEqual(turn);
        },
      ),
    );
  });

  it('draws each of those between as often as any other', () => {
    const seen = [0, 0, 0, 0, 0];
    for (let step = 0; step < 1200; step++) {
      const middle = sandwich({ subnets: 3 }).turn(step, 5, 1).subnets[1] as number;
      seen[middle] = (seen[middle] as number) + 1;
    }
    expect([seen[0], seen[4]]).toEqual([0, 0]);
    // mean 400, standard deviation √(1200 · 1/3 · 2/3) = 16: five of them
    for (const middle of [1, 2, 3]) expect(Math.abs((seen[middle] as number) - 400)).toBeLessThan(82);
  });

  it('has one sub-net alone learn from labels, and all of them if told so', () => {
    expect(sandwich().turn(3, 1, 0)).toEqual({ batch: 3, subnets: [0], round: 3 });
    expect(sandwich({ distill: false }).turn(3, 2, 0)).toEqual({ batch: 3, subnets: [0, 1], round: 3 });
  });

  it.each([1, 0, 2.5, Number.NaN])('refuses to take %f sub-nets', (subnets) => {
    expect(() => sandwich({ subnets })).toThrow(AltsparseError);
  });
});
