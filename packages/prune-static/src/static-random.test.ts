import { countKept, maskLayers, randomStream } from '@altsparse/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roll, sidePlan } from './bowl.test.kit.ts';
import { slowRandom } from './slow-counts.test.kit.ts';
import { staticRandom } from './static-random.ts';

const plan = sidePlan(4, [16, 8, 2]);
const weights = Array.from({ length: 4 * 26 }, (_, i) => i + 1);
const bowl = { plan, weights, aims: () => [] };
const countsOf = (mask: Uint8Array): number[] =>
  maskLayers(plan).map(({ offset, length }) => countKept(mask, offset, offset + length));

describe('static-random', () => {
  it('spreads by ERK with these counts, by hand', async () => {
    const { result } = await roll(bowl, [{ subnets: [0.5], strategy: staticRandom() }]);
    // (4 + 16), (4 + 8), (4 + 2): 52 of 104 at 20 : 12 : 6 is 27.4, 16.4, 8.2; the last has 8 only, so it is dense and 44
    // stay at 20 : 12 = 27.5, 16.5, of which the first is rounded up
    expect(countsOf(result.store.masks[0] as Uint8Array)).toEqual([28, 16, 8]);
  });

  it('spreads evenly if told so, and leaves a layer dense that is told so', async () => {
    const strategy = staticRandom({ distribution: 'uniform', overrides: [{ match: 'layer2', sparsity: 0 }] });
    const { result } = await roll(bowl, [{ subnets: [0.5], strategy }]);
    // 52 - 8 = 44 of 96 in proportion: 29.3, 14.7
    expect(countsOf(result.store.masks[0] as Uint8Array)).toEqual([29, 15, 8]);
  });

  it('never changes, whatever it is trained', async () => {
    const strategy = staticRandom();
    const [short, long] = await Promise.all(
      [1, 30].map((length) => roll(bowl, [{ subnets: [0.8], strategy, length, learningRate: () => 0.1 }])),
    );
    expect(long?.result.store.masks).toEqual(short?.result.store.masks);
    expect(long?.events.filter((event) => event.type === 'mask')).toEqual([]);
    expect(long?.result.subnets[0]?.sparsity).toBeCloseTo(1 - 21 / 104, 12);
  });

  it('draws once: a sparser sub-net lies inside a denser one', async () => {
    const { result } = await roll(bowl, [{ subnets: [0.5, 0.9], strategy: staticRandom(), length: 2 }]);
    const [dense, sparse] = result.store.masks as [Uint8Array, Uint8Array];
    expect([countKept(dense), countKept(sparse)]).toEqual([52, 10]);
    expect([...sparse].every((kept, i) => kept <= (dense[i] ?? 0))).toBe(true);
  });

  it('has the mask of the oracle on random nets: the shares of ERK, and of each layer the largest draws', async () => {
    const shapes = fc.tuple(
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 5 }),
    );
    await fc.assert(
      fc.asyncProperty(shapes, fc.integer({ min: 0, max: 98 }), async ([rows, columns], percent) => {
        const n = rows * columns.reduce((a, b) => a + b);
        const kept = Math.max(1, Math.round(n * (1 - percent / 100)));
        const random = randomStream(0, 'initial mask', 0, 0, -1);
        const draws = Float32Array.from({ length: n }, () => random.uniform());
        const expected = slowRandom(
          columns.map((width) => [rows, width]),
          kept,
          draws,
        );
        fc.pre(expected !== undefined);
        const drawn = await roll({ plan: sidePlan(rows, columns), weights: Array(n).fill(1), aims: () => [] }, [
          { subnets: [percent / 100], strategy: staticRandom() },
        ]);
        expect([...(drawn.result.store.masks[0] ?? [])]).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });
});
