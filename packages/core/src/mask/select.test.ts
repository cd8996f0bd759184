import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markLargest, markLargestOverall } from './select.ts';
import { largestBySort, layersOf } from './view.test.kit.ts';

const marks = (scores: readonly number[], count: number, among?: readonly number[]): number[] => {
  const out = new Uint8Array(scores.length);
  const candidates = { from: 0, to: scores.length, ...(among === undefined ? {} : { among: Uint8Array.from(among) }) };
  markLargest(Float32Array.from(scores), count, candidates, out);
  return [...out];
};

/** Few distinct values, so that ties are common; the odd ones among them. */
const score = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 0.5, -0.5, 1e-45, -1e-45, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  fc.float({ noNaN: true }),
);
const bit = fc.constantFrom(0, 1);

describe('markLargest', () => {
  it('marks exactly as many as asked for', () => {
    expect(marks([0.1, 0.9, 0.5, 0.7], 2)).toEqual([0, 1, 0, 1]);
  });

  it('keeps 3 of ten for a sparsity of 0.7, where a strict threshold keeps 2', () => {
    expect(marks([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0], 3)).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 1, 1]);
  });

  it('gives ties to the lower index', () => {
    expect(marks([3, 1, 3, 3, 2, 3], 3)).toEqual([1, 0, 1, 1, 0, 0]);
    expect(
      marks(
        Array.from({ length: 20 }, () => 0.25),
        3,
      ),
    ).toEqual([1, 1, 1, ...new Array(17).fill(0)]);
  });

  it('compares negative numbers and infinities as numbers', () => {
    expect(marks([-1, Number.NEGATIVE_INFINITY, -0.5, Number.POSITIVE_INFINITY], 3)).toEqual([1, 0, 1, 1]);
  });

  it('takes minus zero for zero', () => {
    expect(marks([-0, 0, -0], 1)).toEqual([1, 0, 0]);
    expect(marks([-1, -0, 0], 2)).toEqual([0, 1, 1]);
  });

  it('tells apart scores that differ in the last bit only', () => {
    const next = Math.fround(1 + 2 ** -23);
    expect(marks([1, next, 1, next], 2)).toEqual([0, 1, 0, 1]);
  });

  it('looks at candidates only', () => {
    expect(marks([9, 8, 7, 6], 2, [0, 1, 0, 1])).toEqual([0, 1, 0, 1]);
  });

  it('marks all candidates when fewer than asked for, and none for a count of 0 or less', () => {
    expect(marks([1, 2, 3], 5, [1, 0, 1])).toEqual([1, 0, 1]);
    expect(marks([1, 2, 3], 0)).toEqual([0, 0, 0]);
    expect(marks([1, 2, 3], -1)).toEqual([0, 0, 0]);
  });

  it('leaves marks that are already there, and places outside its stretch', () => {
    const out = Uint8Array.from([1, 0, 0, 0]);
    markLargest(Float32Array.from([9, 1, 2, 8]), 1, { from: 1, to: 3 }, out);
    expect([...out]).toEqual([1, 0, 1, 0]);
  });

  it('refuses a score that is not a number, with its place', () => {
    const scores = Float32Array.from([0, 1, Number.NaN, 2]);
    const out = new Uint8Array(4);
    expect(() => markLargest(scores, 1, { from: 1, to: 4 }, out)).toThrow(/^weight 2: /);
    expect([...out]).toEqual([0, 0, 0, 0]);
  });

  it('does not mind one outside its candidates', () => {
    expect(marks([Number.NaN, 1, 2], 1, [0, 1, 1])).toEqual([0, 0, 1]);
  });

  it('agrees with a sort, in any stretch, among any candidates', () => {
    const cases = fc.array(fc.tuple(score, bit), { minLength: 1, maxLength: 40 }).chain((pairs) =>
      fc.record({
        pairs: fc.constant(pairs),
        count: fc.integer({ min: 0, max: pairs.length + 1 }),
        bounds: fc.tuple(fc.nat(pairs.length), fc.nat(pairs.length)),
      }),
    );
    fc.assert(
      fc.property(cases, ({ pairs, count, bounds }) => {
        const [from, to] = [Math.min(...bounds), Math.max(...bounds)];
        const scores = Float32Array.from(pairs, ([one]) => one);
        const among = Uint8Array.from(pairs, ([, candidate]) => candidate);
        const out = new Uint8Array(pairs.length);
        markLargest(scores, count, { from, to, among }, out);
        const inside = among.map((candidate, i) => (i >= from && i < to ? candidate : 0));
        expect([...out]).toEqual(largestBySort(scores, count, inside));
      }),
      { numRuns: 400 },
    );
  });
});

describe('markLargestOverall', () => {
  const two = layersOf({ big: [4], small: [3] });
  const overall = (scores: readonly number[], count: number, among = scores.map(() => 1)): number[] => {
    const out = new Uint8Array(scores.length);
    markLargestOverall(Float32Array.from(scores), count, two, Uint8Array.from(among), out);
    return [...out];
  };

  it('lets all layers compete', () => {
    expect(overall([9, 1, 8, 2, 7, 3, 6], 4)).toEqual([1, 0, 1, 0, 1, 0, 1]);
  });

  it('keeps the best of a layer that would lose all, within the count', () => {
    expect(overall([9, 7, 8, 6, 1, 3, 2], 3)).toEqual([1, 0, 1, 0, 0, 1, 0]);
  });

  it('keeps one in each layer when the count is smaller than the number of layers', () => {
    expect(overall([9, 7, 8, 6, 1, 3, 2], 1)).toEqual([1, 0, 0, 0, 0, 1, 0]);
  });

  it('reserves the lower index when the best are tied', () => {
    expect(overall([5, 5, 5, 5, 1, 1, 1], 2)).toEqual([1, 0, 0, 0, 1, 0, 0]);
  });

  it('gives nothing to a layer without candidates', () => {
    expect(overall([1, 2, 3, 4, 9, 9, 9], 2, [1, 1, 1, 1, 0, 0, 0])).toEqual([0, 0, 1, 1, 0, 0, 0]);
  });

  it.each([0, 2, 4, 6])('refuses a score that is not a number, also as the first of its layer: weight %i', (place) => {
    const scores = [1, 2, 3, 4, 5, 6, 7].map((one, i) => (i === place ? Number.NaN : one));
    expect(() => overall(scores, 3)).toThrow(
      place < 4 ? `layer big, weight ${place}: ` : `layer small, weight ${place - 4}: `,
    );
  });

  it('agrees with a sort that puts the best of each layer first', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(score, bit), { minLength: 7, maxLength: 7 }), fc.nat(8), (pairs, count) => {
        const scores = pairs.map(([one]) => Math.fround(one));
        const among = pairs.map(([, candidate]) => candidate);
        const best = two.map(({ offset, length }) =>
          largestBySort(
            scores,
            1,
            among.map((one, i) => (i >= offset && i < offset + length ? one : 0)),
          ),
        );
        const reserved = scores.map((_, i) => (best.some((marked) => marked[i] === 1) ? 1 : 0));
        const rest = largestBySort(
          scores,
          count - reserved.filter((one) => one === 1).length,
          among.map((one, i) => (reserved[i] === 1 ? 0 : one)),
        );
        expect(overall(scores, count, among)).toEqual(reserved.map((one, i) => one | (rest[i] ?? 0)));
      }),
      { numRuns: 300 },
    );
  });
});
