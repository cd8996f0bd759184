import { keepAll, sgd } from '@altsparse/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roll, sidePlan } from './bowl.test.kit.ts';
import { magnitude, snip } from './one-shot.ts';
import { bestOverall, layersOf, maskOfPlaces } from './slow.test.kit.ts';

/** Layer 0 has weights 0 to 4, layer 1 weights 5 to 9. */
const plan = sidePlan(1, [5, 5]);
const weights = [0.9, -0.1, 0.5, 0.4, -0.8, 0.2, 0.3, -0.7, 0.6, 0.05];
/** Dense gradients, first batch. */
const gradients = [0.1, 9, 0.2, -1, 0.1, -3, 1, 0.1, 2, 4];
const bowl = {
  plan,
  weights,
  aims: (batch: number) => weights.map((one, i) => (batch === 0 ? one - (gradients[i] ?? 0) : 0)),
};
const maskAfter = async (...stages: Parameters<typeof roll>[1]): Promise<string> =>
  (await roll(bowl, stages)).result.store.masks.map((mask) => mask.join('')).join(' ');

describe('magnitude', () => {
  it('keeps the largest weights over all layers, by hand', async () => {
    // 4 of 10: 0.9, -0.8, -0.7, 0.6
    expect(await maskAfter({ subnets: [0.6], strategy: magnitude() })).toBe('1000100110');
  });

  it('keeps each layer at its own count if told so, by hand', async () => {
    // 2 of 5 each: 0.9, -0.8; -0.7, 0.6. With 3 of 10 and the first dense: 5 are too many for 3, so 0.5 of all
    expect(await maskAfter({ subnets: [0.6], strategy: magnitude({ scope: 'uniform' }) })).toBe('1000100110');
    const overrides = [{ match: 'layer0', sparsity: 0 }];
    // layer 0 whole leaves 1 of 6 to layer 1
    expect(await maskAfter({ subnets: [0.4], strategy: magnitude({ overrides }) })).toBe('1111100100');
  });

  it('prunes what a dense stage before it has trained, and what is pruned is 0 and stays so', async () => {
    const dense = { name: 'dense', initialSparsity: 0, initial: keepAll, moves: [] };
    // after a step at rate 1 the weights are what the batch draws them to: w - g
    const trained = weights.map((one, i) => Math.fround(one - (gradients[i] ?? 0)));
    const { result } = await roll(bowl, [
      { subnets: [0], strategy: dense, learningRate: () => 1 },
      { subnets: [0.7], strategy: magnitude(), length: 3, learningRate: () => 0.5, optimizer: sgd() },
    ]);
    // 3 of 10, by |w - g|: 8.9 (1), 3.95 (9), 3.2 (5)
    expect(trained.map(Math.abs).map((one) => one > 3)).toEqual(
      [1, 5, 9].reduce((all, i) => all.with(i, true), Array(10).fill(false)),
    );
    expect([...(result.store.masks[0] ?? [])].join('')).toBe('0100010001');
    expect([...result.store.masters].filter((one) => one !== 0)).toHaveLength(3);
  });

  it('gives each sub-net its own target, one inside the other', async () => {
    expect(await maskAfter({ subnets: [0.6, 0.8], strategy: magnitude(), length: 2 })).toBe('1000100110 1000000100');
  });
});

describe('snip', () => {
  it('keeps the weights with the largest |w · g| of the first batch, by hand', async () => {
    // |w · g|: .09 .9 .1 .4 .08 | .6 .3 .07 1.2 .2; 4 of 10 are 1.2, .9, .6, .4
    expect(await maskAfter({ subnets: [0.6], strategy: snip(), length: 5 })).toBe('0101010010');
  });

  it('keeps round(n · (1 - s)) exactly, ties to the lower index, one in each layer', async () => {
    const flat = { plan, weights: Array(10).fill(1), aims: () => Array(10).fill(0) };
    for (const [sparsity, kept] of [
      [0, '1111111111'],
      [0.75, '1100010000'], // 2.5 rounds to 3
      [0.76, '1000010000'], // 2.4 to 2
      [0.98, '1000010000'], // 0.2: one in each layer at least
    ] as const) {
      const { result } = await roll(flat, [{ subnets: [sparsity], strategy: snip() }]);
      expect(result.store.masks[0]?.join('')).toBe(kept);
    }
  });

  it('has kappa = round(n · (1 - s)) on a net of 1,000 weights: 100, 50, 20 at 90, 95, 98 %', async () => {
    const wide = sidePlan(1, [600, 400]);
    const some = Array.from({ length: 1000 }, (_, i) => Math.sin(i + 1));
    const { result } = await roll({ plan: wide, weights: some, aims: () => [] }, [
      { subnets: [0.9, 0.95, 0.98], strategy: snip(), length: 3 },
    ]);
    expect(result.store.masks.map((mask) => mask.filter((one) => one === 1).length)).toEqual([100, 50, 20]);
  });
});

const cases = fc.record({
  lengths: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 4 }),
  sparsity: fc.integer({ min: 0, max: 98 }).map((percent) => percent / 100),
  seed: fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 48, maxLength: 48 }),
});

describe.each([
  ['magnitude', magnitude, (weight: number) => Math.abs(weight)],
  ['snip', snip, (weight: number, gradient: number) => Math.abs(Math.fround(weight * gradient))],
] as const)('%s against the oracle', (_, strategy, score) => {
  it('has the same mask on random small nets with many ties', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ lengths, sparsity, seed }) => {
        const layers = layersOf(lengths);
        const n = layers.flat().length;
        const [some, aims] = [seed.slice(0, n), seed.slice(24, 24 + n)];
        const random = { plan: sidePlan(1, lengths), weights: some, aims: () => aims };
        const { result } = await roll(random, [{ subnets: [sparsity], strategy: strategy() }]);
        const count = Math.max(1, Math.round(n * (1 - sparsity)));
        const by = (i: number): number => score(some[i] ?? 0, (some[i] ?? 0) - (aims[i] ?? 0));
        const expected = maskOfPlaces(bestOverall([...some.keys()], layers, count, by), n);
        expect([...(result.store.masks[0] ?? [])]).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});
