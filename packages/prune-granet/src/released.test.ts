import { type MaskView, type Move, maskLayers } from '@altsparse/core';
import { learn, linearPlan } from '@altsparse/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ast } from './ast.ts';
import type { AstOptions } from './options.ts';
import { presets } from './presets.ts';

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
const places = (mask: readonly number[]): number[] => [...mask.keys()].filter((i) => mask[i] === 1);
const plan = linearPlan(4, 3, 2); // 12 and 8 weights
const layers = [range(0, 12), range(12, 20)];

/** The preset's options; the tests have timetables of their own. */
const released = presets.find((one) => one.name === 'ast-released')?.values.strategy as AstOptions;

interface Case {
  readonly targets: readonly number[];
  readonly weights: readonly number[];
  readonly steps: number;
  readonly every: number;
  readonly offset: number;
  readonly end: number;
  gradient(step: number): readonly number[];
}

/** The released code, from its description: counters, thresholds, masked gradients. Weights do not train. */
function slowReleased({ targets, weights, steps, every, offset, end, gradient }: Case): Map<string, number[]> {
  const [count, size] = [targets.length, weights.map(Math.abs)];
  const masks = targets.map(() => weights.map(() => 1));
  const own = targets.map(() => 0);
  const seen = new Map<string, number[]>();
  for (let t = 0; t < steps; t++) {
    const i = t % count;
    own[i] = (own[i] as number) + 1;
    const virtual = ((own[i] as number) - (i * offset) / count - 1) * count;
    if (t < count || virtual <= 0 || virtual % every !== 0) continue;
    const forward = masks[i] as number[];
    const [c, last] = [virtual / every, Math.floor(end / every)];
    let mask = forward;
    if (c <= last) {
      const sparsity = c === last ? (targets[i] as number) : (targets[i] as number) * (1 - (1 - c / last) ** 3);
      const threshold =
        [...size].sort((a, b) => b - a)[Math.floor(20 * (1 - sparsity)) - 1] ?? Number.POSITIVE_INFINITY;
      mask = size.map((one) => (one > threshold ? 1 : 0));
    }
    const rate = 0.005 + 0.2475 * (1 + Math.cos(Math.PI * (t / steps)));
    for (const layer of layers)
      mask = deathAndGrowth(
        mask,
        layer,
        rate,
        size,
        gradient(t).map((g, at) => g * (forward[at] as number)),
      );
    masks[i] = mask;
    seen.set(`${i}/${t}`, mask);
  }
  return seen;
}

function deathAndGrowth(
  mask: readonly number[],
  layer: readonly number[],
  rate: number,
  size: readonly number[],
  g: readonly number[],
): number[] {
  const active = layer.filter((at) => mask[at] === 1).length;
  const remove = Math.ceil(rate * active);
  const rising = layer.map((at) => size[at] as number).sort((a, b) => a - b);
  const threshold = rising[layer.length - active + remove - 1] ?? 0;
  const survives = (at: number): boolean => (size[at] as number) > threshold;
  const missing = active - layer.filter(survives).length;
  const free = layer
    .filter((at) => !survives(at))
    .sort((p, q) => Math.abs(g[q] as number) - Math.abs(g[p] as number) || p - q);
  const grown = free.slice(0, missing);
  return mask.map((one, at) => (layer.includes(at) ? Number(active > 0 && (survives(at) || grown.includes(at))) : one));
}

describe('ast as released', () => {
  const distinct = fc.shuffledSubarray(range(1, 60), { minLength: 20, maxLength: 20 });
  const cases = fc
    .record({
      targets: fc.constantFrom([0.3, 0.5, 0.8], [0.5, 0.65], [0.65]),
      weights: distinct,
      gradients: fc.array(distinct, { minLength: 5, maxLength: 5 }),
      every: fc.integer({ min: 4, max: 8 }),
      lag: fc.integer({ min: 0, max: 3 }),
    })
    .map(({ gradients, lag, ...one }) => ({
      ...one,
      offset: lag * one.targets.length,
      end: 12 * one.every,
      steps: 20 * one.every,
      gradient: (step: number): number[] => gradients[step % 5] ?? [],
    }));

  it('has the masks of a slow version of that code', async () => {
    let events = 0;
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const { targets, weights, steps, every, offset, end, gradient } = one;
        const strategy = ast({ ...released, every, offset, until: end });
        const stage = { plan, subnets: targets, strategy, steps, weights, gradient };
        const { seen } = await learn(stage);
        const slow = slowReleased(one);
        const found = seen.filter((event) => event.k > 0);
        expect(found.map(({ subnet, step }) => `${subnet}/${step}`)).toEqual([...slow.keys()]);
        for (const { subnet, step, mask } of found)
          expect(places(mask), `sub-net ${subnet}, step ${step}`).toEqual(places(slow.get(`${subnet}/${step}`) ?? []));
        events += found.length;
      }),
      { numRuns: 40 },
    );
    expect(events).toBeGreaterThan(200);
  });

  const lesson = {
    plan,
    subnets: [0.5, 0.8],
    steps: 60,
    weights: range(1, 21),
    gradient: (step: number) => range(0, 20).map((i) => (i * 7919 + step * 104_729) % 1009),
  };
  const timetable = { every: 6, until: 36 };
  const masksOf = async (options: AstOptions) =>
    (await learn({ ...lesson, strategy: ast({ ...timetable, ...options }) })).seen;

  it("'firstMasks: first' makes the first sub-net alone start sparse", async () => {
    const starts = async (firstMasks: 'all' | 'first') =>
      (await masksOf({ initialSparsity: 0.5, firstMasks }))
        .filter((one) => one.k === 0)
        .map((one) => places(one.mask).length);
    expect([await starts('all'), await starts('first')]).toEqual([
      [10, 10],
      [10, 20],
    ]);
  });

  it("'grow: forward-gradient' brings nothing new; the dense gradient does", async () => {
    const newcomers = async (options: AstOptions): Promise<number> => {
      const own = (await masksOf({ initialSparsity: 0.5, ...options })).filter((one) => one.subnet === 0);
      return own
        .slice(1)
        .reduce((sum, { mask }, i) => sum + places(mask).filter((at) => own[i]?.mask[at] === 0).length, 0);
    };
    expect(await newcomers({ grow: 'forward-gradient' })).toBe(0);
    expect(await newcomers({})).toBeGreaterThan(0);
  });

  it("'threshold: strict' keeps one weight less at each pruning", async () => {
    const kept = async (threshold: 'exact' | 'strict') =>
      places((await masksOf({ threshold, share: 0 })).findLast((one) => one.subnet === 0)?.mask ?? []).length;
    // strict again and again: event 6 of the ramp cuts at the tenth; later ones cut at it again, among those left
    expect(await kept('exact')).toBe(10);
    expect(await kept('strict')).toBeLessThan(10);
    const left = (await masksOf({ threshold: 'strict', share: 0, rank: 'all' })).filter((one) => one.subnet === 0);
    expect(places(left.find((one) => one.k === 6)?.mask ?? [])).toHaveLength(9);
  });

  it("'afterRamp: leave' stops pruning once an event has been at the ramp's end", () => {
    const view = (progress: number, weights: readonly number[]): MaskView => ({
      ...({ before: new Uint8Array(20).fill(1), subnet: 0, initialSparsity: 0, targetSparsity: 0.5 } as MaskView),
      weights: Float32Array.from(weights),
      mask: new Uint8Array(20).fill(1),
      layers: maskLayers(plan),
      event: { k: 1, progress, step: 1, steps: 9 },
    });
    const [rising, falling] = [range(1, 21), range(1, 21).reverse()];
    const counts = (afterRamp: 'prune' | 'leave'): number[] => {
      const [prune] = ast({ rank: 'all', afterRamp }).moves as [Move];
      let state: unknown;
      return [view(0.5, rising), view(1, rising), view(1, falling), view(1, rising)].map((one) => {
        const moved = prune.apply(one, structuredClone(state));
        state = moved.state;
        return moved.mask.reduce((sum, kept) => sum + kept, 0);
      });
    };
    // 20 · (1 − 0.5 · (1 − 0.5³)) = 11.25; then 10; the masks of the last two views are full, and stay so if left alone
    expect(counts('prune')).toEqual([11, 10, 10, 10]);
    expect(counts('leave')).toEqual([11, 10, 20, 20]);
  });

  it('leaves every weight as it was: nothing is zeroed when it goes or comes', async () => {
    const strategy = ast({ ...released, ...timetable });
    const { result } = await learn({ ...lesson, strategy });
    expect([...result.store.masters]).toEqual(lesson.weights);
    const paper = await learn({ ...lesson, strategy: ast(timetable) });
    expect([...paper.result.store.masters].filter((one) => one === 0).length).toBeGreaterThan(4);
  });

  it("'place: afterUpdate' is GraNet's", () => {
    expect([ast().timetable?.place, ast({ place: 'afterUpdate' }).timetable?.place]).toEqual(['update', 'afterUpdate']);
  });
});
