import { planStage, randomStream } from '@altsparse/core';
import { learn, linearPlan } from '@altsparse/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { upperAt } from './bounds.ts';
import { from, layers, places, small } from './cases.test.kit.ts';
import { mestEmDefaults, mestEmSDefaults } from './defaults.ts';
import { mest, mestEm, mestEmS } from './mest.ts';

/** Places by a number, largest first; where equal, the lower place first. */
function ranked(some: Iterable<number>, by: (place: number) => number): number[] {
  return [...some].sort((p, q) => by(q) - by(p) || p - q);
}

/** The random number of each place at a step of the first stage, seed 0, sub-net 0. */
function drawn(count: number, step: number): number[] {
  const random = randomStream(0, 'random score', 0, step, 0);
  return Array.from({ length: count }, () => Math.fround(random.uniform()));
}

/** Weights kept in a of 12 and b of 8: n · (1 − s) in all, 3 to 2, what is missing to the larger remainder, then to a. */
function counts(sparsity: number): [number, number] {
  const total = Math.max(1, Math.round(20 * (1 - sparsity)));
  const [a, b] = [Math.floor((total * 12) / 20), Math.floor((total * 8) / 20)];
  const aFirst = ((total * 12) / 20) % 1 >= ((total * 8) / 20) % 1;
  return a + b === total ? [a, b] : aFirst ? [a + 1, b] : [a, b + 1];
}

describe('MEST, +EM and +EM&S', () => {
  const steps = 24;
  /** The sparsities that an event prunes to and grows to, at a target and a progress. */
  const methods = {
    mest: { make: mest, lower: (s: number) => 1 - 0.8 * (1 - s), upper: (s: number) => s },
    'mest-em': {
      make: mestEm,
      lower: (s: number, x: number) => 1 - (x < 90 / 160 ? 0.8 : x < 120 / 160 ? 0.9 : 1) * (1 - s),
      upper: (s: number) => s,
    },
    'mest-em-s': {
      make: mestEmS,
      lower: (s: number) => s,
      upper: (s: number, x: number) => s - (x < 90 / 160 ? 0.05 : x < 120 / 160 ? 0.025 : 0),
    },
  } as const;

  it.each(Object.entries(methods))('%s agrees with a slow oracle on masks', async (name, { make, lower, upper }) => {
    await fc.assert(
      fc.asyncProperty(small, fc.constantFrom(0, 0.5), async ({ weights, gradients, target, every }, lambda) => {
        const gradient = (step: number): number[] => gradients[step % 5] ?? [];
        const first = '11101110111001100110';
        const strategy = from(first, make({ every, lambda }));
        expect([strategy.name, strategy.timetable?.place]).toEqual([name, lambda === 0 ? 'forward' : 'update']);
        const { seen, result } = await learn({
          plan: linearPlan(4, 3, 2),
          subnets: [target],
          strategy,
          steps,
          weights,
          gradient,
        });
        const mask = new Set(places([...first].map(Number)));
        const now = weights.map((weight, place) => (mask.has(place) ? weight : 0));
        const masks = [[...mask]];
        for (let step = 0; step < steps; step++) {
          if (step % every !== 0 || (lambda > 0 && step === 0)) continue;
          const before = new Set(mask);
          const progress = step / every / Math.floor(steps / every);
          const slope = (place: number): number => Math.abs(gradient(step)[place] as number);
          // before step 0 all weights are 0: then the lower places stay
          const size = (place: number): number =>
            step === 0 ? 0 : Math.abs(now[place] as number) + lambda * slope(place);
          const [few, many] = [counts(lower(target, progress)), counts(upper(target, progress))];
          layers.forEach((layer, i) => {
            const own = ranked(
              layer.filter((place) => mask.has(place)),
              size,
            );
            for (const place of own.slice(few[i])) mask.delete(place);
            const left = layer.filter((place) => mask.has(place)).length;
            const free = ranked(
              layer.filter((place) => !mask.has(place)),
              (place) => drawn(20, step)[place] as number,
            );
            for (const place of free.slice(0, Math.max(0, (many[i] as number) - left))) mask.add(place);
          });
          // what is in the mask at step 0 gets its weight there; later newcomers are 0
          for (const place of now.keys()) {
            if (step === 0) now[place] = mask.has(place) ? (weights[place] as number) : 0;
            else if (before.has(place) !== mask.has(place)) now[place] = 0;
          }
          masks.push(ranked(mask, (place) => -place));
        }
        expect(seen.map((one) => places(one.mask))).toEqual(masks);
        expect([...result.store.masters].map((one) => one + 0)).toEqual(now.map((one) => one + 0));
      }),
      { numRuns: 40 },
    );
  });
});

/** Layer a: weights 0 to 5, layer b: 6 to 9. Updates at steps 0, 2, 4, 6 of 8. */
const lesson = {
  plan: linearPlan(2, 3, 2),
  subnets: [0.5],
  steps: 8,
  weights: [0.9, 0.1, 0.5, 0.4, 0.8, 0.2, 0.3, 0.7, 0.6, 0.05],
  gradient: () => new Array<number>(10).fill(0),
};

describe('mest', () => {
  it('has these masks, by hand, where it grows back all that is free', async () => {
    const phases = [
      { from: 0, pruneTo: 0.5, growTo: 0 },
      { from: 0.5, pruneTo: 0.6, growTo: 0.6 },
    ];
    const { seen } = await learn({ ...lesson, strategy: from('1111111111', mest({ every: 2, phases })) });
    expect(seen.map(({ step, mask }) => [step, mask.join('')])).toEqual([
      [0, '1111111111'],
      // 3 of a and 2 of b stay, and all others come back: no weight is lost
      [0, '1111111111'],
      [2, '1111111111'],
      // event 2 of 4: 2.4 and 1.6, so 2 of each: 0.9 0.8, 0.7 0.6
      [4, '1000100110'],
      [6, '1000100110'],
    ]);
  });

  it('starts with the largest of the first weights', () => {
    const { initial } = mest();
    const view = { weights: Float32Array.from([0.1, -0.4, 0.3, 0.2]), mask: new Uint8Array(4), targetSparsity: 0.5 };
    const layer = [{ name: 'only', shape: [4], offset: 0, length: 4 }];
    const { mask } = initial.apply({ ...view, layers: layer } as never, undefined);
    expect([...mask]).toEqual([0, 1, 1, 0]);
  });

  it('keeps one of 0.1 … 1 at 90 %: the percentile of its repository is 0.91', () => {
    const weights = Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((i) => i / 10));
    const layer = [{ name: 'only', shape: [10], offset: 0, length: 10 }];
    const view = { weights, mask: new Uint8Array(10).fill(1), targetSparsity: 0.9, layers: layer };
    expect([...mest().initial.apply(view as never, undefined).mask]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  });

  it('counts the gradient in where λ says so', async () => {
    const phases = [{ from: 0, pruneTo: 0.6, growTo: 0.6 }];
    const gradient = (): number[] => [0, 9, 0, 9, 0, 0, 9, 0, 0, 9];
    const strategy = from('1111111111', mest({ every: 2, phases, lambda: 1 }));
    const { seen } = await learn({ ...lesson, gradient, strategy });
    expect(seen.at(-1)?.mask.join('')).toBe('0101001001');
  });
});

describe('bounds', () => {
  it.each([
    [mestEmDefaults.phases, 'pruneTo', 0.9, [0.92, 0.91, 0.9]],
    [mestEmDefaults.phases, 'pruneTo', 0.95, [0.96, 0.955, 0.95]],
    [mestEmSDefaults.phases, 'growTo', 0.9, [0.85, 0.875, 0.9]],
    [mestEmSDefaults.phases, 'growTo', 0.95, [0.9, 0.925, 0.95]],
  ] as const)("are the repository's in epochs 0, 90, 120 of 160 (%#)", (phases, key, target, expected) => {
    const single = phases.map((one) => ({ ...one, growTo: one[key] }));
    [0, 90 / 160, 120 / 160].forEach((progress, i) => {
      expect(upperAt(single, progress, target)).toBeCloseTo(expected[i] ?? 0, 12);
    });
  });

  it('lie from 0 to 1', () => {
    expect(upperAt(mestEmSDefaults.phases, 0, 0.02)).toBe(0);
    expect(upperAt([{ from: 0, pruneTo: 1, growTo: { plus: 0.5 } }], 0, 0.9)).toBe(1);
  });

  it('are in plans', () => {
    const data = { batchesPerEpoch: 160, size: 160, batch: () => Promise.reject(new Error('not read')) };
    const { subnets } = planStage(lesson.plan, { subnets: [0.9], strategy: mestEmS(), data, length: 160 });
    const planned = subnets[0]?.events ?? [];
    expect(planned.map((one) => one.step).slice(0, 3)).toEqual([0, 5, 10]);
    expect([17, 18, 23, 24].map((k) => planned[k]?.sparsity)).toEqual([0.85, 0.875, 0.875, 0.9]);
  });
});
