import { learn, linearPlan } from '@altsparse/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { from, layers, places, small } from './cases.test.kit.ts';
import { dsr } from './dsr.ts';
import { drawn, growBest, ranked, type SlowEvent, shareOut, slowly } from './slow.test.kit.ts';

describe('dsr', () => {
  it('agrees with a slow oracle on masks and weights, its threshold moving', async () => {
    const steps = 24;
    const thresholds = new Set<number>();
    await fc.assert(
      fc.asyncProperty(small, async ({ weights, gradients, target, every }) => {
        const gradient = (step: number): number[] => gradients[step % 5] ?? [];
        const strategy = dsr({
          every,
          end: { share: 1 },
          threshold: 4,
          wanted: 0.15,
          slower: [{ from: 0.5, times: 2 }],
        });
        const lesson = { plan: linearPlan(4, 3, 2), subnets: [target], strategy, steps, weights, gradient };
        const { seen, result } = await learn(lesson);
        let threshold = 4;
        const event: SlowEvent = ({ mask, weights: now, step, k }) => {
          if (step >= 12 && k % 2 !== 0) return;
          const before = [...mask];
          const size = (place: number): number => Math.abs(now[place] as number);
          for (const layer of layers) {
            const own = ranked(
              layer.filter((place) => mask.has(place)),
              size,
            );
            for (const place of own.slice(1)) if (size(place) < threshold) mask.delete(place);
          }
          const pruned = before.length - mask.size;
          if (pruned > 1.1 * 3) threshold /= 2;
          else if (pruned < 0.9 * 3) threshold *= 2;
          thresholds.add(threshold);
          const left = layers.map((layer) => layer.filter((place) => mask.has(place)).length);
          for (const candidates of [layers.map((layer) => layer.filter((place) => !before.includes(place))), layers]) {
            const limits = candidates.map((some) => some.filter((place) => !mask.has(place)).length);
            const total = Math.min(before.length - mask.size, (limits[0] ?? 0) + (limits[1] ?? 0));
            shareOut(total, left, limits).forEach((count, i) => {
              growBest(mask, candidates[i] ?? [], count, drawn(20, step));
            });
          }
        };
        const first = places(seen[0]?.mask ?? []);
        const slow = slowly({ layers, first, weights, steps, every, gradient }, event);
        expect(seen.map((one) => places(one.mask))).toEqual(slow.masks);
        expect([...result.store.masters].map((one) => one + 0)).toEqual(slow.weights);
        expect(result.store.moveStates[0]?.[0]).toEqual({ threshold });
      }),
      { numRuns: 40 },
    );
    expect(thresholds.size).toBeGreaterThan(3);
  });

  /** Layer a: weights 0 to 5, layer b: 6 to 9. */
  const lesson = {
    plan: linearPlan(2, 3, 2),
    subnets: [0.3],
    steps: 8,
    weights: [0.9, 0.1, 0.5, 0.4, 0.8, 0.2, 0.3, 0.7, 0.6, 0.05],
    gradient: () => new Array<number>(10).fill(0),
  };

  it('has these masks after three updates, by hand', async () => {
    const options = { every: 2, end: { share: 1 }, threshold: 0.25, wanted: 0.3, slower: [] };
    const { seen, result } = await learn({ ...lesson, strategy: from('1111001110', dsr(options)) });
    expect(seen.map((one) => one.step)).toEqual([0, 2, 4, 6]);
    // below 0.25: 0.1. Three were wanted: 0.5 next. 3 : 3 left, one comes: a half each, the lower index gets it. a's free
    // places are 4 and 5, one of them is drawn.
    const [, second = [], third = []] = seen.map((one) => one.mask);
    expect([second.slice(0, 4), second[4] === second[5], second.slice(6)]).toEqual([[1, 0, 1, 1], false, [1, 1, 1, 0]]);
    // below 0.5: a's 0.4 and newcomer, b's 0.3; that is 3, as wanted. 0.9, 0.5, 0.7, 0.6 are left, 2 : 2. Of 3 each gets
    // 1.5, so a 2; a's free places that did not go just now are two, b's is one.
    expect([third.slice(0, 4), third.slice(6)]).toEqual([
      [1, 1, 1, 0],
      [0, 1, 1, 1],
    ]);
    expect(places(third)).toHaveLength(7);
    // the three newcomers are 0 and go: the threshold stays
    expect(result.store.moveStates[0]?.[0]).toEqual({ threshold: 0.5 });
  });

  it('updates less often later', async () => {
    const options = { every: 1, end: { share: 1 }, threshold: 0.5, wanted: 0.3, slower: [{ from: 0.5, times: 3 }] };
    const { events } = await learn({ ...lesson, strategy: dsr(options) });
    const changed = events.flatMap((one) => (one.type === 'mask' && one.dropped > 0 ? [one.step] : []));
    // from step 4 on, number 6 alone
    expect(changed).toEqual([1, 2, 3, 6]);
  });
});
