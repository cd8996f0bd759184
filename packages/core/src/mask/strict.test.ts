import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { constantDecay } from './curve.ts';
import { exchange } from './exchange.ts';
import { pruneTo } from './prune-to.ts';
import { markAbove } from './select.ts';
import { layersOf, viewOf } from './view.test.kit.ts';

const tenths = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
const layer = layersOf({ only: [2, 5] });
const above = (scores: readonly number[], count: number): number[] => [
  ...markAbove(Float32Array.from(scores), count, { from: 0, to: scores.length }),
];

describe('markAbove', () => {
  it('marks what lies strictly above the count-th largest: one less, fewer with ties', () => {
    expect(above(tenths, 3)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
    expect(above([3, 1, 3, 3, 2, 4], 3)).toEqual([0, 0, 0, 0, 0, 1]);
    expect(above([1, 1, 1], 2)).toEqual([0, 0, 0]);
    expect([above([1, 2], 0), above([1, 2], 1), above([1, 2], 9)]).toEqual([
      [0, 0],
      [0, 0],
      [0, 1],
    ]);
  });

  it('agrees with a sort on random scores, many of them equal', () => {
    const scores = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(scores, fc.integer({ min: 1, max: 12 }), (given, wanted) => {
        const count = Math.min(wanted, given.length);
        const threshold = [...given].sort((a, b) => b - a)[count - 1] as number;
        expect(above(given, count)).toEqual(given.map((one) => (one > threshold ? 1 : 0)));
      }),
    );
  });
});

describe("the threshold 'strict'", () => {
  it('prunes to one weight less than asked for', () => {
    const view = viewOf({ layers: layer, weights: tenths, target: 0.7 });
    expect([...pruneTo({ threshold: 'strict' }).apply(view, undefined).mask]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
    expect([...pruneTo().apply(view, undefined).mask]).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 1, 1]);
  });

  it.each([
    // ⌊n · (1 − s)⌋ in doubles, less one: 1 − 0.9 is below 0.1, so that 186,624 becomes 186,623
    [1_854_720, [185_471, 92_736, 37_094]],
    [1_866_240, [186_623, 93_312, 37_324]],
  ])("counts as the released code's floor does, less one: %i weights at 90, 95 and 98 %", (size, floors) => {
    const weights = Float32Array.from({ length: size }, (_, i) => i + 1);
    const layers = layersOf({ all: [size] });
    const kept = [0.9, 0.95, 0.98].map((target) => {
      const { mask } = pruneTo({ threshold: 'strict' }).apply(viewOf({ layers, weights, target }), undefined);
      return mask.reduce((sum, one) => sum + one, 0);
    });
    expect(kept).toEqual(floors.map((one) => one - 1));
  });

  it('lets a layer die, which then has nothing to exchange; the exact one leaves it one', () => {
    const two = layersOf({ large: [2, 2], small: [2, 2] });
    const weights = [9, 8, 7, 6, 4, 3, 2, 1];
    const gradient = new Array(8).fill(1);
    const masks = (['strict', 'exact'] as const).map((threshold) => {
      const { mask } = pruneTo({ threshold }).apply(viewOf({ layers: two, weights, target: 0.5 }), undefined);
      const after = exchange({ threshold }).apply(viewOf({ layers: two, weights, mask, gradient }), undefined).mask;
      return [mask.join(''), after.subarray(4).join('')];
    });
    expect(masks).toEqual([
      ['11100000', '0000'],
      ['11101000', '1000'],
    ]);
  });

  it('exchanges as many as the exact one where no weights are equal, and more where they are', () => {
    const parts = { layers: layer, mask: [1, 1, 1, 1, 0, 0, 0, 0, 0, 0], gradient: [0, 0, 0, 0, 9, 8, 7, 6, 5, 4] };
    const masks = (weights: readonly number[]) =>
      (['exact', 'strict'] as const).map((threshold) =>
        exchange({ threshold, decay: constantDecay })
          .apply(viewOf({ ...parts, weights }), undefined)
          .mask.join(''),
      );
    expect(masks([4, 3, 2, 1, 0, 0, 0, 0, 0, 0])).toEqual(['1100110000', '1100110000']);
    // ⌈½ · 4⌉ = 2 go, and with the second of them the two that are equal to it
    expect(masks([4, 2, 2, 2, 0, 0, 0, 0, 0, 0])).toEqual(['1100110000', '1000111000']);
  });

  it("lets weights outside the mask stay by magnitude with rank 'all', and the layer's count stays", () => {
    const weights = [1, 2, 3, 4, 9, 0, 0, 0, 0, 0];
    const view = viewOf({
      layers: layer,
      weights,
      mask: [1, 1, 1, 1, 0, 0, 0, 0, 0, 0],
      gradient: [0, 0, 0, 0, 0, 7, 8, 0, 0, 0],
    });
    const both = (['active', 'all'] as const).map((rank) =>
      exchange({ rank, decay: constantDecay }).apply(view, undefined).mask.join(''),
    );
    expect(both).toEqual(['0011011000', '0001111000']);
  });
});
