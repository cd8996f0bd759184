import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random } from './random-turn.ts';

const drawn = (length: number, count: number, seed?: number): number[] =>
  Array.from({ length }, (_, step) => random().turn(step, count, seed).subnets[0] as number);

describe('random', () => {
  it('trains one sub-net a step, with the next batch each, in rounds of N steps', () => {
    const turns = [0, 1, 2, 3, 4, 5, 6].map((step) => random().turn(step, 3, 5));
    expect(turns.map((one) => one.batch)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(turns.map((one) => one.round)).toEqual([0, 0, 0, 1, 1, 1, 2]);
    for (const { subnets } of turns) expect(subnets).toHaveLength(1);
  });

  it('draws by seed and step alone, whatever was asked before', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 1e6 }), fc.integer({ min: 1, max: 9 }), (seed, step, count) => {
        const scheduler = random();
        const first = scheduler.turn(step, count, seed);
        scheduler.turn(step + 1, count, seed);
        expect(scheduler.turn(step, count, seed)).toEqual(first);
        expect(first.subnets[0]).toBeLessThan(count);
      }),
    );
    expect(drawn(40, 3, 1)).not.toEqual(drawn(40, 3, 2));
    expect(drawn(40, 3)).toEqual(drawn(40, 3, 0));
  });

  it('gives each sub-net its share of the steps', () => {
    const found = drawn(3000, 3, 1);
    // mean 1000, standard deviation √(3000 · 1/3 · 2/3) = 26: five of them
    for (const subnet of [0, 1, 2])
      expect(Math.abs(found.filter((one) => one === subnet).length - 1000)).toBeLessThan(130);
  });

  it('is plain training with one sub-net', () => {
    expect(random().turn(4, 1, 9)).toEqual({ batch: 4, subnets: [0], round: 4 });
  });
});
