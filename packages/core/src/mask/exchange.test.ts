import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countKept } from './count.ts';
import { constantDecay } from './curve.ts';
import { type ExchangeOptions, exchange } from './exchange.ts';
import type { MaskView } from './move.ts';
import { magnitude, randomScore } from './scores.ts';
import { largestBySort, layersOf, viewOf } from './view.test.kit.ts';

const apply = (options: ExchangeOptions, view: MaskView): number[] => [
  ...exchange(options).apply(view, undefined).mask,
];
const one = layersOf({ only: [2, 4] });
const weights = [4, -3, 2, -1, 0, 0, 0, 0];
const mask = [1, 1, 1, 1, 0, 0, 0, 0];

describe('exchange', () => {
  it('drops the smallest half and grows the inactive weights with the largest gradient', () => {
    const gradient = [9, 9, 0.1, 0.2, 0.3, -7, 5, 0.4];
    expect(apply({}, viewOf({ layers: one, weights, mask, gradient }))).toEqual([1, 1, 0, 0, 0, 1, 1, 0]);
  });

  it('adds connections that were inactive before: with the gradient masked before growth it could not', () => {
    const gradient = [1, 1, 0.5, 0.5, 2, 2, 2, 2];
    const grownFrom = (given: readonly number[]): number[] =>
      apply({}, viewOf({ layers: one, weights, mask, gradient: given })).map((now, i) =>
        now === 1 && mask[i] === 0 ? 1 : 0,
      );
    expect(grownFrom(gradient)).toEqual([0, 0, 0, 0, 1, 1, 0, 0]);
    // the released code's gradient, zero outside the mask: nothing new would ever come
    expect(grownFrom(gradient.map((g, i) => g * (mask[i] ?? 0)))).toEqual(new Array(8).fill(0));
  });

  it('may grow again what it dropped in the same event (Eq. 2)', () => {
    const gradient = [0, 0, 8, 0, 0, 7, 0, 0];
    expect(apply({}, viewOf({ layers: one, weights, mask, gradient }))).toEqual([1, 1, 1, 0, 0, 1, 0, 0]);
  });

  it('grows as many as it dropped even where all gradients are zero', () => {
    expect(apply({}, viewOf({ layers: one, weights, mask, gradient: new Array(8).fill(0) }))).toEqual([
      1, 1, 1, 1, 0, 0, 0, 0,
    ]);
  });

  it.each([
    ['up', 3, [1, 0, 0, 0, 0, 1, 1, 1]],
    ['down', 2, [1, 1, 0, 0, 0, 0, 1, 1]],
  ] as const)('rounds the share %s: of 4 at 0.55 it drops %i', (rounding, _, expected) => {
    const gradient = [0, 0, 0, 0, 1, 2, 3, 4];
    expect(apply({ share: 0.55, rounding }, viewOf({ layers: one, weights, mask, gradient }))).toEqual(expected);
  });

  it('lets its share fall over the stage to the floor', () => {
    const layers = layersOf({ only: [20, 10] });
    const values = Array.from({ length: 200 }, (_, i) => 200 - i);
    const half = values.map((_, i) => (i < 100 ? 1 : 0));
    const gradient = values.map((_, i) => i);
    const dropped = (options: ExchangeOptions, step: number): number => {
      const found = apply(options, viewOf({ layers, weights: values, mask: half, gradient, step, steps: 100 }));
      return found.slice(0, 100).filter((kept) => kept === 0).length;
    };
    expect([0, 50, 100].map((step) => dropped({}, step))).toEqual([50, 25, 0]);
    // 0.005 + 0.495 / 2 = 0.2525, rounded up
    expect([0, 50, 100].map((step) => dropped({ floor: 0.005 }, step))).toEqual([50, 26, 1]);
    expect([0, 50, 100].map((step) => dropped({ share: 0.3, decay: constantDecay }, step))).toEqual([30, 30, 30]);
  });

  it('gives ties to the lower index, in dropping and in growing', () => {
    const found = apply(
      {},
      viewOf({ layers: one, weights: new Array(8).fill(1), mask, gradient: new Array(8).fill(3) }),
    );
    // 0 and 1 survive; 2 and 3 are the first of the free ones
    expect(found).toEqual(mask);
    expect(
      apply({}, viewOf({ layers: one, weights: new Array(8).fill(1), mask, gradient: [0, 0, 0, 0, 3, 3, 3, 3] })),
    ).toEqual([1, 1, 0, 0, 1, 1, 0, 0]);
  });

  it('works in each layer for itself', () => {
    const layers = layersOf({ a: [2, 2], b: [2, 2] });
    const view = viewOf({
      layers,
      weights: [1, 2, 0, 0, 30, 20, 0, 0],
      mask: [1, 1, 0, 0, 1, 1, 0, 0],
      gradient: [0, 0, 1, 2, 0, 0, 200, 100],
    });
    expect(apply({}, view)).toEqual([0, 1, 0, 1, 1, 0, 1, 0]);
  });

  it('says what its scores need', () => {
    expect(exchange().needs).toEqual(['gradient']);
    expect(exchange({ grow: randomScore }).needs).toEqual([]);
  });

  it('grows at random without any gradient, the same for the same event', () => {
    const view = (step: number): MaskView => viewOf({ layers: one, weights, mask, step });
    const grow = { grow: randomScore, decay: constantDecay };
    expect(apply(grow, view(1))).toEqual(apply(grow, view(1)));
    expect(countKept(Uint8Array.from(apply(grow, view(1))))).toBe(4);
  });

  const place = fc.tuple(fc.integer({ min: -3, max: 3 }), fc.constantFrom(0, 1), fc.integer({ min: -3, max: 3 }));
  it('keeps each layer’s count, drops exactly ⌈share · active⌉ of the smallest, and agrees with sorting, for any mask', () => {
    const layers = layersOf({ a: [2, 4], b: [3, 2] });
    fc.assert(
      fc.property(
        fc.array(place, { minLength: 14, maxLength: 14 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (places, share) => {
          const before = places.map(([, kept]) => kept);
          const [values, gradient] = [places.map(([w]) => w), places.map(([, , g]) => g)];
          const found = apply(
            { share, decay: constantDecay },
            viewOf({ layers, weights: values, mask: before, gradient }),
          );
          for (const { offset, length } of layers) {
            const inside = (bits: readonly number[]): number[] =>
              bits.map((bit, i) => (i >= offset && i < offset + length ? bit : 0));
            const active = inside(before).filter((bit) => bit === 1).length;
            const dropped = Math.ceil(share * active);
            const survivors = largestBySort(values.map(Math.abs), active - dropped, inside(before));
            const grown = largestBySort(gradient.map(Math.abs), dropped, inside(survivors.map((bit) => 1 - bit)));
            expect(inside(found)).toEqual(survivors.map((bit, i) => bit | (grown[i] ?? 0)));
            expect(inside(found).filter((bit) => bit === 1).length).toBe(active);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('can drop by one score and grow by another', () => {
    const smallGradient = { name: 'small', score: () => Float32Array.from([1, 2, 3, 4, 0, 0, 0, 0]) };
    expect(
      apply({ drop: smallGradient, grow: magnitude }, viewOf({ layers: one, weights: [9, 8, 7, 6, 0, 1, 0, 2], mask })),
    ).toEqual([1, 1, 1, 1, 0, 0, 0, 0]);
    expect(
      apply(
        { drop: smallGradient, grow: magnitude },
        viewOf({ layers: one, weights: [9, 8, 7, 6, 0, 10, 0, 20], mask }),
      ),
    ).toEqual([0, 0, 1, 1, 0, 1, 0, 1]);
  });
});
