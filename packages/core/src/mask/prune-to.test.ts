import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countKept, keptCount } from './count.ts';
import { linearRamp } from './curve.ts';
import { erk, layerCounts, uniform } from './distribution.ts';
import type { MaskView } from './move.ts';
import { type PruneToOptions, pruneTo } from './prune-to.ts';
import { gradientMagnitude } from './scores.ts';
import { layersOf, viewOf, wideResnetLayers } from './view.test.kit.ts';

const apply = (options: PruneToOptions, view: MaskView): number[] => [...pruneTo(options).apply(view, undefined).mask];
const layers = layersOf({ a: [2, 3], b: [2, 2] });
const wide = wideResnetLayers();
const wideWeights = Float32Array.from({ length: 1_854_720 }, (_, i) => ((i * 7919) % 1_000_003) - 500_000.5);
const weights = [0.6, -0.5, 0.4, -0.3, 0.2, 0.1, 9, 8, 7, -6];

describe('pruneTo', () => {
  it('keeps the largest of all layers, by magnitude', () => {
    expect(apply({}, viewOf({ layers, weights, target: 0.5 }))).toEqual([1, 0, 0, 0, 0, 0, 1, 1, 1, 1]);
  });

  it('keeps one in each layer, within the count', () => {
    expect(apply({}, viewOf({ layers, weights, target: 0.7 }))).toEqual([1, 0, 0, 0, 0, 0, 1, 1, 0, 0]);
  });

  it('gives ties to the lower index', () => {
    expect(apply({}, viewOf({ layers, weights: new Array(10).fill(1), target: 0.6 }))).toEqual([
      1, 1, 1, 0, 0, 0, 1, 0, 0, 0,
    ]);
  });

  it.each([
    [1 / 43, 0.9, 1_740_948],
    [1, 0.9, 185_472],
    [1, 0.95, 92_736],
    [1, 0.98, 37_094],
  ])('keeps exact counts of the wide ResNet-32: progress %f towards %f leaves %i', (progress, target, kept) => {
    // 1,854,720 · (1 − 0.061342…) = 1,740,948.4
    const { mask } = pruneTo().apply(viewOf({ layers: wide, weights: wideWeights, progress, target }), undefined);
    expect(countKept(mask)).toBe(kept);
  });

  it('follows the ramp that it is given', () => {
    const half = viewOf({ layers, weights, target: 0.8, progress: 0.5 });
    // linear: 0.4, so 6 of 10; cubic: 0.7, so 3
    expect(countKept(pruneTo({ ramp: linearRamp }).apply(half, undefined).mask)).toBe(6);
    expect(countKept(pruneTo().apply(half, undefined).mask)).toBe(3);
  });

  describe('rank', () => {
    const mask = [0, 1, 1, 1, 1, 1, 0, 1, 1, 1];
    it("'active' keeps weights of the mask only, however large the others are (Eq. 1)", () => {
      expect(apply({}, viewOf({ layers, weights, mask, target: 0.5 }))).toEqual([0, 1, 1, 0, 0, 0, 0, 1, 1, 1]);
    });

    it("'all' lets a weight come back that was pruned before", () => {
      expect(apply({ rank: 'all' }, viewOf({ layers, weights, mask, target: 0.5 }))).toEqual([
        1, 0, 0, 0, 0, 0, 1, 1, 1, 1,
      ]);
    });

    it("'all' makes masks of the same weights nest, whatever was active", () => {
      const dense = apply({ rank: 'all' }, viewOf({ layers, weights, mask, target: 0.4 }));
      const sparse = apply({ rank: 'all' }, viewOf({ layers, weights, target: 0.6 }));
      expect(sparse.every((one, i) => one <= (dense[i] ?? 0))).toBe(true);
    });
  });

  it('leaves a mask that is sparser already', () => {
    const mask = [1, 0, 0, 0, 0, 0, 1, 0, 0, 0];
    expect(apply({}, viewOf({ layers, weights, mask, target: 0.5 }))).toEqual(mask);
  });

  it('leaves the mask of the view as it was', () => {
    const view = viewOf({ layers, weights, target: 0.5 });
    pruneTo().apply(view, undefined);
    expect(countKept(view.mask)).toBe(10);
  });

  it('ranks by another score, and asks for what the score needs', () => {
    const move = pruneTo({ score: gradientMagnitude });
    const gradient = [0, 0, 0, 0, 0, 5, -4, 0, 0, 0];
    expect([...move.apply(viewOf({ layers, weights, gradient, target: 0.8 }), undefined).mask]).toEqual([
      0, 0, 0, 0, 0, 1, 1, 0, 0, 0,
    ]);
    expect(move.needs).toEqual(['gradient']);
    expect(pruneTo().needs).toBeUndefined();
  });

  describe('scope', () => {
    it('uniform keeps the same share of each layer', () => {
      expect(apply({ scope: uniform }, viewOf({ layers, weights, target: 0.5 }))).toEqual([
        1, 1, 1, 0, 0, 0, 1, 1, 0, 0,
      ]);
    });

    it('ERK keeps its counts in each layer', () => {
      const five = layersOf({ a: [4, 4], b: [2, 3], c: [3, 3] });
      const values = Array.from({ length: 31 }, (_, i) => Math.cos(i));
      const mask = pruneTo({ scope: erk }).apply(
        viewOf({ layers: five, weights: values, target: 0.6 }),
        undefined,
      ).mask;
      const found = five.map(({ offset, length }) => countKept(mask, offset, offset + length));
      expect(found).toEqual(layerCounts(five, 0.6, erk));
    });

    it('passes on what a layer cannot keep any more, so that the sum is exact', () => {
      // uniform asks 3 of a and 2 of b; a has 2 left
      const mask = [1, 1, 0, 0, 0, 0, 1, 1, 1, 1];
      expect(apply({ scope: uniform }, viewOf({ layers, weights, mask, target: 0.5 }))).toEqual([
        1, 1, 0, 0, 0, 0, 1, 1, 1, 0,
      ]);
    });
  });

  describe('overrides', () => {
    const overrides = [{ match: 'b', sparsity: 0.75 }];
    it('give a layer a sparsity of its own; the others compete for the rest', () => {
      // 5 in all, 1 of b
      expect(apply({ overrides }, viewOf({ layers, weights, target: 0.5 }))).toEqual([1, 1, 1, 1, 0, 0, 1, 0, 0, 0]);
    });

    it('are scaled like the target on the way to it', () => {
      // half-way (linear): 0.25 in all, 7.5 → 8 of 10; b at 0.375 keeps 2.5 → 3
      const view = viewOf({ layers, weights, target: 0.5, progress: 0.5 });
      expect(apply({ overrides, ramp: linearRamp }, view)).toEqual([1, 1, 1, 1, 1, 0, 1, 1, 1, 0]);
    });

    it('hold within layers too', () => {
      expect(apply({ overrides, scope: uniform }, viewOf({ layers, weights, target: 0.5 }))).toEqual([
        1, 1, 1, 1, 0, 0, 1, 0, 0, 0,
      ]);
    });

    it('keep the sum exact when an overridden layer is sparser already', () => {
      // 0.4 in all keeps 6; b at 0.6 might keep 2 but has 1, so that 5 are left for a
      const mask = [1, 1, 1, 1, 1, 1, 1, 0, 0, 0];
      const view = viewOf({ layers, weights, mask, target: 0.5, progress: 0.8 });
      expect(apply({ overrides, ramp: linearRamp }, view)).toEqual([1, 1, 1, 1, 1, 0, 1, 0, 0, 0]);
      expect(apply({ overrides, ramp: linearRamp, scope: uniform }, view)).toEqual([1, 1, 1, 1, 1, 0, 1, 0, 0, 0]);
    });

    it('do nothing for a sub-net that stays dense', () => {
      expect(apply({ overrides }, viewOf({ layers, weights, target: 0 }))).toEqual(new Array(10).fill(1));
    });
  });

  const state = fc.array(fc.tuple(fc.integer({ min: -4, max: 4 }), fc.constantFrom(0, 1)), {
    minLength: 10,
    maxLength: 10,
  });
  it('keeps min(target, active) weights of the mask, and drops none that is larger than one kept, for any mask', () => {
    fc.assert(
      fc.property(state, fc.double({ min: 0, max: 0.8, noNaN: true }), (pairs, target) => {
        const mask = pairs.map(([, kept]) => kept);
        fc.pre(layers.every(({ offset, length }) => mask.slice(offset, offset + length).includes(1)));
        const values = pairs.map(([weight]) => weight);
        const found = apply({}, viewOf({ layers, weights: values, mask, target }));
        const active = mask.filter((one) => one === 1).length;
        expect(found.filter((one) => one === 1).length).toBe(Math.min(active, keptCount(10, target)));
        expect(found.every((one, i) => one <= (mask[i] ?? 0))).toBe(true);
        for (const { offset, length } of layers) {
          const inLayer = found
            .slice(offset, offset + length)
            .map((one, i) => ({ one, was: mask[offset + i], size: Math.abs(values[offset + i] ?? 0) }));
          const smallestKept = Math.min(...inLayer.filter(({ one }) => one === 1).map(({ size }) => size));
          const largestDropped = Math.max(
            -1,
            ...inLayer.filter(({ one, was }) => one === 0 && was === 1).map(({ size }) => size),
          );
          expect(largestDropped).toBeLessThanOrEqual(smallestKept);
        }
      }),
      { numRuns: 300 },
    );
  });
});
