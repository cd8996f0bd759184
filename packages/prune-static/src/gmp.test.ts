import type { RunEvent } from '@altsparse/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roll, sidePlan } from './bowl.test.kit.ts';
import { gmp } from './gmp.ts';
import { layersOf } from './slow.test.kit.ts';
import { slowGmp } from './slow-gmp.test.kit.ts';

const plan = sidePlan(1, [4, 6]);
const weights = [0.9, 0.1, 0.5, 0.4, 0.8, 0.2, 0.3, 0.7, 0.6, 0.05];
const still = { plan, weights, aims: () => [] };

/** The masks after each change: one run for each length, since a run shows its masks at the end. */
async function masksBy(steps: readonly number[], strategy: ReturnType<typeof gmp>, subnets = [0.6]): Promise<string[]> {
  const runs = steps.map((length) => roll(still, [{ subnets, strategy, length, unreached: 'allow' }]));
  return (await Promise.all(runs)).map(({ result }) => result.store.masks[0]?.join('') ?? '');
}

const changes = (events: readonly RunEvent[]) => events.filter((event) => event.type === 'mask');

describe('gmp', () => {
  it('has these masks, by hand', async () => {
    // prunings at 2, 4, 6 with target 0.6: 0.6 · (1 - (1 - k/3)³) = 0.422, 0.578, 0.6; of the
    // layers 2.31 + 3.47 stay, 6 in all, so 2 + 4; then 1.69 + 2.53, 4 in all, so 2 + 2; then 1.6 + 2.4, as before
    const strategy = gmp({ every: 2, until: 6 });
    expect(await masksBy([2, 3, 5, 7, 12], strategy)).toEqual([
      '1111111111',
      '1010101110',
      '1010100100',
      '1010100100',
      '1010100100',
    ]);
  });

  it('ranks over all layers if told so, and ends at the target exactly', async () => {
    const { result, events } = await roll(still, [
      { subnets: [0.6], strategy: gmp({ every: 2, until: 6, scope: 'global' }), length: 8 },
    ]);
    // 6, 4, 4 of 10: 0.9 0.8 0.7 0.6 at the end
    expect(changes(events).map(({ step, sparsity, dropped }) => [step, Number(sparsity.toFixed(6)), dropped])).toEqual([
      [2, 0.4, 4],
      [4, 0.6, 2],
      [6, 0.6, 0],
    ]);
    expect(result.store.masks[0]?.join('')).toBe('1000100110');
    expect([...result.store.masters].map((one) => Number(one.toFixed(2)))).toEqual([
      0.9, 0, 0, 0, 0.8, 0, 0, 0.7, 0.6, 0,
    ]);
  });

  it('follows the published course: 0.9 · (1 - (1 - k/43)³)', async () => {
    const wide = sidePlan(1, [600, 400]);
    const some = Array.from({ length: 1000 }, (_, i) => Math.sin(i + 1));
    const { events } = await roll({ plan: wide, weights: some, aims: () => [] }, [
      { subnets: [0.9], strategy: gmp({ every: 1, until: 43, scope: 'global' }), length: 44 },
    ]);
    const course = new Map(changes(events).map(({ k, sparsity }) => [k, sparsity]));
    const published = [
      [1, 0.061342],
      [5, 0.278862],
      [10, 0.493202],
      [20, 0.762273],
      [30, 0.87513],
      [42, 0.899989],
      [43, 0.9],
    ] as const;
    // whole weights of 1,000: within half of one
    for (const [k, sparsity] of published)
      expect(Math.abs((course.get(k) ?? 0) - sparsity)).toBeLessThanOrEqual(0.0005 + 1e-9);
  });

  it('starts dense and waits for its start', async () => {
    const strategy = gmp({ every: 2, start: 4, until: 8 });
    const { events } = await roll(still, [{ subnets: [0.6], strategy, length: 10 }]);
    // the event at the start is the ramp's beginning: nothing to prune yet
    expect(changes(events).map(({ step, dropped }) => [step, dropped])).toEqual([
      [4, 0],
      [6, 5],
      [8, 1],
    ]);
  });

  it('has the masks of the oracle on random small nets with many ties', async () => {
    const cases = fc.record({
      lengths: fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 2, maxLength: 4 }),
      target: fc.integer({ min: 0, max: 95 }).map((percent) => percent / 100),
      every: fc.integer({ min: 1, max: 3 }),
      prunings: fc.integer({ min: 1, max: 4 }),
      values: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 32, maxLength: 32 }),
      scope: fc.constantFrom('uniform', 'global'),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ lengths, target, every, prunings, values, scope }) => {
        const layers = layersOf(lengths);
        const some = values.slice(0, layers.flat().length);
        const steps = every * (prunings + 1) + 1;
        const expected = slowGmp({ layers, weights: some, target, every, prunings, steps, scope });
        fc.pre(expected !== undefined);
        const strategy = gmp({ every, until: every * prunings, scope });
        const { result } = await roll({ plan: sidePlan(1, lengths), weights: some, aims: () => [] }, [
          { subnets: [target], strategy, length: steps },
        ]);
        expect([...(result.store.masks[0] ?? [])]).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });
});
