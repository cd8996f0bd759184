import { erk, layerCounts, maskLayers, type RunEvent } from '@altsparse/core';
import { learn, linearPlan } from '@altsparse/testing';
import { describe, expect, it } from 'vitest';
import { ast } from './ast.ts';

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
const places = (mask: readonly number[] | Uint8Array): number[] => [...mask.keys()].filter((i) => mask[i] === 1);
const masksIn = (events: readonly RunEvent[]) => events.filter((event) => event.type === 'mask');

describe('ast', () => {
  it('updates each sub-net at its own steps, its own offset later than the one before, to its own target', async () => {
    const plan = linearPlan(10, 12, 8);
    const { events, result } = await learn({
      plan,
      subnets: [0.9, 0.95, 0.98],
      strategy: ast({ every: 9, offset: 4, until: 27 }),
      steps: 45,
      weights: range(1, 201),
      gradient: (step) => range(step, step + 200),
    });
    const steps = [0, 1, 2].map((subnet) =>
      masksIn(events)
        .filter((one) => one.subnet === subnet)
        .map((one) => one.step),
    );
    // sub-net 1 trains in 1, 4, 7 …: first at or after 9k + 4; sub-net 2 in 2, 5, 8 …: first at or after 9k + 8
    expect(steps).toEqual([
      [9, 18, 27, 36],
      [13, 22, 31, 40],
      [17, 26, 35, 44],
    ]);
    expect(result.subnets.map((one) => Math.round(200 * (1 - one.sparsity)))).toEqual([20, 10, 4]);
  });

  it('gives every first mask the same draw, with exact ERK counts, and the denser target its own', async () => {
    const plan = linearPlan(10, 30, 10);
    const { seen } = await learn({
      plan,
      subnets: [0.8, 0.9, 0.95],
      strategy: ast({ initialSparsity: 0.9, every: 5, until: 20 }),
      steps: 40,
      weights: range(1, 401),
      gradient: () => range(1, 401),
    });
    const [first = [], second = [], third] = seen.filter((one) => one.k === 0).map((one) => one.mask);
    expect(third).toEqual(second);
    expect(places(first)).toEqual(expect.arrayContaining(places(second)));
    // 40 of 400: a's share of kept weights to b's as 40/300 to 20/100, so 26.7 and 13.3 weights
    expect([places(second.slice(0, 300)).length, places(second.slice(300)).length]).toEqual([27, 13]);
    expect(places(first)).toHaveLength(80);
  });

  it('keeps the ERK counts of a sub-net whose target is the initial sparsity; sparser ones leave them', async () => {
    const plan = linearPlan(10, 30, 10);
    const lesson = {
      plan,
      subnets: [0.9, 0.95],
      steps: 40,
      // every weight of a is larger than all of b
      weights: [...range(1001, 1301), ...range(1, 101)],
      gradient: (step: number) => range(0, 400).map((i) => (i * 7919 + step * 104_729) % 1009),
    };
    const options = { initialSparsity: 0.9, every: 5, until: 20 };
    const counts = (mask: readonly number[]) => [places(mask.slice(0, 300)).length, places(mask.slice(300)).length];
    const { seen } = await learn({ ...lesson, strategy: ast(options) });
    const first = seen.filter((one) => one.subnet === 0);
    expect(first.map((one) => counts(one.mask))).toEqual(first.map(() => [27, 13]));
    expect(new Set(first.map((one) => one.mask.join())).size).toBe(first.length); // weights are exchanged all the same
    const still = await learn({ ...lesson, strategy: ast({ ...options, share: 0 }) });
    // by ERK 13 and 7; by magnitude over both layers all of a's first, one of b stays
    expect(layerCounts(maskLayers(plan), 0.95, erk)).toEqual([13, 7]);
    expect(counts(still.seen.filter((one) => one.subnet === 1).at(-1)?.mask ?? [])).toEqual([19, 1]);
  });

  it('grows connections that were inactive before, in every sub-net', async () => {
    const { seen, events } = await learn({
      plan: linearPlan(10, 12, 8),
      subnets: [0.9, 0.95],
      strategy: ast({ initialSparsity: 0.9, every: 6, until: 18 }),
      steps: 36,
      weights: range(1, 201),
      gradient: (step) => range(0, 200).map((i) => (i * 7919 + step * 104_729) % 1009),
    });
    for (const subnet of [0, 1]) {
      const own = seen.filter((one) => one.subnet === subnet);
      const ever = new Set(places(own[0]?.mask ?? []));
      const news = own.slice(1).map(({ mask }) => {
        const fresh = places(mask).filter((place) => !ever.has(place));
        for (const place of fresh) ever.add(place);
        return fresh.length;
      });
      expect(news[0]).toBeGreaterThan(0);
      expect(news.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(8);
    }
    expect(masksIn(events).every((one) => one.grown > 0)).toBe(true);
  });

  it('acts between the backward pass and the update, by the policies of the paper', () => {
    const strategy = ast();
    expect([strategy.name, strategy.timetable?.place]).toEqual(['ast', 'update']);
    expect(strategy.policies).toEqual({
      elsewhere: 'freeze',
      nowhere: 'zero',
      grown: { value: 'zero', slot: 'zero' },
      slots: 'shared',
    });
    expect(strategy.moves.map((move) => move.ranks)).toEqual(['active', undefined]);
  });

  it('takes other policies', () => {
    const strategy = ast({ elsewhere: 'coast', rank: 'all', nowhere: { decay: 1e-4 } });
    expect(strategy.policies).toMatchObject({ elsewhere: 'coast', nowhere: { decay: 1e-4 }, slots: 'shared' });
    expect(strategy.moves[0]?.ranks).toBe('all');
  });
});
