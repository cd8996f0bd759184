import { defaultPolicies, layerCounts, uniform } from '@altsparse/core';
import { learn, linearPlan } from '@altsparse/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { from, layers, places, small } from './cases.test.kit.ts';
import { rigl, riglItop, set, setItop } from './exchange-strategies.ts';
import { drawn, dropSmallest, growBest, type SlowEvent, slowly } from './slow.test.kit.ts';

const cosine = (x: number): number => (1 + Math.cos(Math.PI * x)) / 2;

describe('SET, RigL and their ITOP settings', () => {
  const steps = 24;
  /** Each method's share at a step, its rounding and what it grows by; RigL's ends at step 18. */
  const methods = {
    set: { make: set, share: () => 0.3, whole: Math.ceil, by: 'random' },
    rigl: {
      make: rigl,
      share: (step: number, every: number) => 0.3 * cosine(step / (every * Math.floor(18 / every))),
      whole: Math.floor,
      by: 'gradient',
    },
    'set-itop': {
      make: setItop,
      share: (step: number) => 0.005 + 0.495 * cosine(step / steps),
      whole: Math.ceil,
      by: 'random',
    },
    'rigl-itop': {
      make: riglItop,
      share: (step: number) => 0.005 + 0.495 * cosine(step / steps),
      whole: Math.ceil,
      by: 'gradient',
    },
  } as const;

  it.each(Object.entries(methods))('%s agrees with a slow oracle on masks and weights', async (name, method) => {
    await fc.assert(
      fc.asyncProperty(small, async ({ weights, gradients, target, every }) => {
        const gradient = (step: number): number[] => gradients[step % 5] ?? [];
        const end = name === 'rigl' ? 18 : steps;
        const strategy = method.make({ every, end });
        expect(strategy.name).toBe(name);
        const { result, seen } = await learn({
          plan: linearPlan(4, 3, 2),
          subnets: [target],
          strategy,
          steps,
          weights,
          gradient,
        });
        const first = places(seen[0]?.mask ?? []);
        const event: SlowEvent = ({ mask, weights: now, step }) => {
          const by = method.by === 'random' ? drawn(20, step) : gradient(step).map(Math.abs);
          for (const layer of layers) {
            const active = layer.filter((place) => mask.has(place)).length;
            const count = method.whole(method.share(step, every) * active);
            dropSmallest(mask, layer, count, now);
            growBest(mask, layer, count, by);
          }
        };
        const slow = slowly({ layers, first, weights, steps, every, gradient }, event, { end });
        expect(seen.map((one) => places(one.mask))).toEqual(slow.masks);
        expect([...result.store.masters].map((one) => one + 0)).toEqual(slow.weights);
        expect(first.length).toBe(Math.round(20 * (1 - target)));
      }),
      { numRuns: 40 },
    );
  });
});

/**
 * Layer a, [2, 3]: weights 0 to 5. Layer b, [2, 2]: weights 6 to 9. Updates at steps 2, 4, 6 of 10, the end at 8. Shares of
 * 0.8 along a cosine over 4 updates: 0.683, 0.4, 0.117.
 */
const lesson = {
  plan: linearPlan(2, 3, 2),
  subnets: [0.4],
  steps: 10,
  weights: [0.9, 0.1, 0.5, 0.4, 0.8, 0.2, 0.3, 0.7, 0.6, 0.05],
  gradient: (step: number) =>
    ({
      2: [1, 2, 3, 4, 5, -6, 1, 9, 3, 2],
      4: [9, -8, 7, 1, 2, 3, 5, 1, -6, 1],
      6: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
    })[step] ?? new Array<number>(10).fill(0),
};
const options = { every: 2, end: 8, share: 0.8 };

describe('rigl', () => {
  it('has these masks after three updates, by hand', async () => {
    const { seen } = await learn({ ...lesson, strategy: from('1111001100', rigl(options)) });
    expect(seen.map(({ k, step, mask }) => [k, step, mask.join('')])).toEqual([
      [0, 0, '1111001100'],
      // of a's four ⌊0.683 · 4⌋ = 2 go, 0.1 and 0.4; gradients −6 and 5 come. Of b's two 1 goes, 0.3; gradient 3 comes.
      [1, 2, '1010110110'],
      // newcomers are 0. Of a's ⌊0.4 · 4⌋ = 1 goes, the higher index of 0 and 0; gradient −8 comes. Of b's ⌊0.8⌋ = 0.
      [2, 4, '1110100110'],
      // ⌊0.117 · 4⌋ = 0
      [3, 6, '1110100110'],
    ]);
  });

  it('leaves the gradient step out in which masks change', async () => {
    const { result } = await learn({ ...lesson, strategy: rigl(options) });
    const late = await learn({ ...lesson, strategy: rigl({ ...options, place: 'afterUpdate' }) });
    // ten steps, three of them with a change of masks
    expect([result.store.updates, late.result.store.updates]).toEqual([7, 10]);
    const { timetable } = rigl();
    expect([timetable?.place, timetable?.every, timetable?.end]).toEqual([
      'insteadOfUpdate',
      { share: 100 / 97_656, least: 10 },
      { share: 75_000 / 97_656 },
    ]);
  });

  it.each([
    [[30, 4], 0.5, 60],
    [[1, 2, 1, 4], 0.8, 2],
    [[30], 0.1, 27],
  ])('starts a layer %j at %f with %i weights, as its repository does', (shape, sparsity, kept) => {
    const length = shape.reduce((product, axis) => product * axis, 1);
    expect(layerCounts([{ name: 'only', shape, offset: 0, length }], sparsity, uniform)).toEqual([kept]);
  });

  it('rounds what a layer keeps, where its repository rounds the zeros down: of 10 at 0.38 six, there seven', () => {
    const layer = { name: 'only', shape: [10], offset: 0, length: 10 };
    expect(layerCounts([layer], 0.38, uniform)).toEqual([6]);
    expect(10 - Math.floor(0.38 * 10)).toBe(7);
  });

  it('gives values and slots of new weights what is asked', () => {
    expect(rigl().policies?.grown ?? defaultPolicies.grown).toEqual({ value: 'zero', slot: 'zero' });
    expect(rigl({ grown: { value: 'zero', slot: 'keep' } }).policies?.grown).toEqual({ value: 'zero', slot: 'keep' });
  });
});

describe('set', () => {
  it('drops the smallest 0.3 of each layer, rounded up, and grows as many', async () => {
    const { seen, events } = await learn({ ...lesson, strategy: from('1111001100', set({ every: 2 })) });
    // of a's four ⌈1.2⌉ = 2, of b's two ⌈0.6⌉ = 1; 0.9, 0.5 and 0.7 survive
    const [, second = []] = seen.map((one) => one.mask);
    expect([second[0], second[2], second[7]]).toEqual([1, 1, 1]);
    expect([second.slice(0, 6), second.slice(6)].map((layer) => places(layer).length)).toEqual([4, 2]);
    expect(events.filter((one) => one.type === 'mask').map((one) => one.step)).toEqual([2, 4, 6, 8]);
  });

  it('needs no gradient, so that it may act before the forward pass', async () => {
    const { seen } = await learn({ ...lesson, strategy: set({ every: 2, place: 'forward' }) });
    expect(seen.map((one) => one.step)).toEqual([0, 0, 2, 4, 6, 8]);
  });
});
