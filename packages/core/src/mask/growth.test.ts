import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countKept } from './count.ts';
import { constantDecay } from './curve.ts';
import { dropShare } from './drop-share.ts';
import { exchange } from './exchange.ts';
import { byMeanScore, bySurvivors } from './layer-weight.ts';
import type { MaskView } from './move.ts';
import { pruneBelow } from './prune-below.ts';
import { regrow } from './regrow.ts';
import { cutTo, growTo } from './resize.ts';
import { gradientMagnitude, magnitude } from './scores.ts';
import { slotMagnitude } from './slot-score.ts';
import { spreadGrowth } from './spread-growth.ts';
import { atTarget } from './strategy.ts';
import { layersOf, viewOf } from './view.test.kit.ts';

const layers = layersOf({ a: [2, 2], b: [2, 3] });
const weights = [4, -3, 0, 0, 5, 2, -1, 0, 0, 0];
const mask = [1, 1, 0, 0, 1, 1, 1, 0, 0, 0];
const gradient = [0, 0, 1, 2, 0, 0, 0, 9, 8, 7];
const view = viewOf({ layers, weights, mask, gradient });
const after = (left: readonly number[]): MaskView => ({ ...view, mask: Uint8Array.from(left) });

describe('spreadGrowth', () => {
  it.each([
    // 2.5, 2.5 and 5, of which 3 fit; 7 in halves, the odd one to the lower index
    [10, [1, 1, 2], [9, 9, 3], [4, 3, 3]],
    [3, [0, 0], [2, 2], [2, 1]],
    [4, [0, 1], [9, 3], [1, 3]],
    [99, [1, 1], [2, 3], [2, 3]],
    [0, [1, 1], [2, 3], [0, 0]],
  ])('shares %i by weights %j within limits %j', (total, shares, limits, expected) => {
    expect(spreadGrowth(total, shares, limits)).toEqual(expected);
  });

  it('has the exact sum within limits, and gives a layer with more weight and room no less', () => {
    const layer = fc.record({ weight: fc.double({ min: 0, max: 5, noNaN: true }), limit: fc.nat(20) });
    fc.assert(
      fc.property(fc.array(layer, { minLength: 1, maxLength: 6 }), fc.nat(100), (all, total) => {
        const counts = spreadGrowth(
          total,
          all.map((one) => one.weight),
          all.map((one) => one.limit),
        );
        const room = all.reduce((sum, one) => sum + one.limit, 0);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(Math.min(total, room));
        all.forEach((one, i) => {
          expect(counts[i]).toBeGreaterThanOrEqual(0);
          expect(counts[i]).toBeLessThanOrEqual(one.limit);
          all.forEach((other, j) => {
            if (one.weight > other.weight && one.limit >= other.limit)
              expect((counts[i] ?? 0) + 1).toBeGreaterThanOrEqual(counts[j] ?? 0);
          });
        });
      }),
      { numRuns: 300 },
    );
  });
});

describe('dropShare', () => {
  it('drops the share of each layer, rounded up, by magnitude', () => {
    // ⌈0.5 · 2⌉ = 1: −3; ⌈0.5 · 3⌉ = 2: 2 and −1
    expect([...dropShare().apply(view, undefined).mask]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
  });

  it('leaves each layer one', () => {
    const move = dropShare({ share: 1, decay: constantDecay });
    expect([...move.apply(view, undefined).mask]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
  });

  it('lets each layer have a share of its own', () => {
    const move = dropShare({ adjust: (_, share) => [0, share] });
    expect([...move.apply(view, undefined).mask]).toEqual([1, 1, 0, 0, 1, 0, 0, 0, 0, 0]);
  });
});

describe('regrow', () => {
  const left = after([1, 1, 0, 0, 1, 0, 0, 0, 0, 0]);

  it('shares what was dropped by what the layers have left', () => {
    // 2 to grow, 2 : 1 left: 1.33 and 0.67; by gradient 2, and 9
    expect([...regrow({ grow: gradientMagnitude }).apply(left, undefined).mask]).toEqual([
      1, 1, 0, 1, 1, 0, 0, 1, 0, 0,
    ]);
    expect(bySurvivors(left)).toEqual([2, 1]);
  });

  it('shares it by any weight, and takes what does not fit elsewhere', () => {
    const only = (share: readonly number[]): number[] => [
      ...regrow({ weight: () => share, grow: gradientMagnitude }).apply(left, undefined).mask,
    ];
    expect(only([0, 1])).toEqual([1, 1, 0, 0, 1, 0, 0, 1, 1, 0]);
    // nothing dropped: nothing grown
    expect([...regrow().apply(view, undefined).mask]).toEqual(mask);
  });

  it('takes what was dropped last, or as any other', () => {
    const big = viewOf({
      layers,
      weights,
      mask: [1, 1, 1, 0, 1, 1, 1, 1, 1, 1],
      gradient: [9, 8, 7, 1, 6, 5, 4, 3, 2, 1],
    });
    const few = { ...big, mask: Uint8Array.from([1, 0, 0, 0, 1, 1, 1, 1, 1, 1]) };
    const grown = (dropped: 'eligible' | 'last'): number[] => [
      ...regrow({ dropped, grow: gradientMagnitude }).apply(few, undefined).mask,
    ];
    expect(grown('eligible').slice(0, 4)).toEqual([1, 1, 1, 0]);
    // one that was free, then one that was dropped
    expect(grown('last').slice(0, 4)).toEqual([1, 1, 0, 1]);
  });

  it('fills a layer up to its cap while another has room', () => {
    const move = regrow({ weight: () => [1, 0], cap: 0.5, grow: gradientMagnitude });
    // half of a's 2 free places
    expect([...move.apply(left, undefined).mask]).toEqual([1, 1, 0, 1, 1, 0, 0, 1, 0, 0]);
  });

  it('weighs layers by the mean score of what they had', () => {
    // a: (4 + 3) / 2, b: (5 + 2 + 1) / 3
    expect(byMeanScore(magnitude)(left)).toEqual([3.5, 8 / 3]);
  });
});

describe('pruneBelow', () => {
  const move = pruneBelow({ threshold: 2.5, wanted: 0.2 });

  it('drops what is below the threshold, and leaves it as it is when that was the wanted number', () => {
    expect(move.apply(view, undefined)).toEqual({
      mask: Uint8Array.from([1, 1, 0, 0, 1, 0, 0, 0, 0, 0]),
      state: { threshold: 2.5 },
    });
  });

  it('makes the threshold smaller after too many, larger after too few', () => {
    // 10 weights, 2 wanted: 3 dropped at 3.5, 1 at 1.5
    expect(move.apply(view, { threshold: 3.5 }).state).toEqual({ threshold: 1.75 });
    expect(move.apply(view, { threshold: 1.5 }).state).toEqual({ threshold: 3 });
  });

  it('leaves each layer its best', () => {
    expect([...move.apply(view, { threshold: 99 }).mask]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
  });
});

describe('cutTo and growTo', () => {
  it('bring each layer to its count, whole in the sum', () => {
    // 40 % of 4 and 6: 1.6 and 2.4, so 2 and 2
    const cut = cutTo({ sparsity: () => 0.6 }).apply(view, undefined).mask;
    expect([...cut]).toEqual([1, 1, 0, 0, 1, 1, 0, 0, 0, 0]);
    // 70 %: 2.8 and 4.2
    const grow = growTo({ sparsity: () => 0.3, score: gradientMagnitude });
    expect([...grow.apply({ ...view, mask: cut }, undefined).mask]).toEqual([1, 1, 0, 1, 1, 1, 0, 1, 1, 0]);
    expect(grow.needs).toEqual(['gradient']);
  });

  it('leave a mask that is beyond their sparsity', () => {
    expect([...cutTo({ sparsity: () => 0 }).apply(view, undefined).mask]).toEqual(mask);
    expect([...growTo({ sparsity: () => 0.9 }).apply(view, undefined).mask]).toEqual(mask);
  });

  it('leave overridden layers at a sparsity of their own', () => {
    const cut = cutTo({ sparsity: () => 0.7, overrides: [{ match: 'a', sparsity: 0.5 }] });
    expect([...cut.apply(view, undefined).mask]).toEqual([1, 1, 0, 0, 1, 0, 0, 0, 0, 0]);
  });

  it('keep one of ten at 90 %, as a percentile of 0.1 … 1 does', () => {
    const ten = viewOf({
      layers: layersOf({ only: [10] }),
      weights: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((i) => i / 10),
    });
    expect([...cutTo({ sparsity: () => 0.9 }).apply(ten, undefined).mask]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  });

  it('grow at random the same for the same event', () => {
    const grow = growTo({ sparsity: () => 0.2 });
    const [first, second] = [grow.apply(view, undefined).mask, grow.apply(view, undefined).mask];
    expect([...first]).toEqual([...second]);
    expect(countKept(first)).toBe(8);
  });
});

describe('slotMagnitude', () => {
  it('reads a slot by name', () => {
    const slots = { ...view, slot: (name: string) => (name === 'v' ? Float32Array.from([-1, 2]) : undefined) };
    expect([...slotMagnitude('v').score(slots)]).toEqual([1, 2]);
  });

  it('names the slot that an optimizer does not have', () => {
    expect(() => slotMagnitude().score(view)).toThrow(/slot that the optimizer does not have[\s\S]*momentum/);
  });
});

describe('exchange over the ramp', () => {
  it("lets its share fall with the ramp's progress", () => {
    const half = viewOf({ layers, weights, mask, gradient, progress: 1, step: 0 });
    const kept = (over: 'stage' | 'ramp'): number[] => [...exchange({ over }).apply(half, undefined).mask];
    expect(kept('ramp')).toEqual(mask);
    expect(kept('stage')).not.toEqual(mask);
  });
});

describe('atTarget', () => {
  it('is a sparsity, and above every other', () => {
    expect(atTarget < 1 && (atTarget + 1) / 2 >= atTarget).toBe(true);
    expect(Math.min(atTarget, 0.999_999)).toBe(0.999_999);
  });
});
