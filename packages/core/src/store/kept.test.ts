import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostAlgebra, type Span } from './algebra.ts';
import { copyKept, keptPlaces, whereKept } from './kept.ts';
import { placesIn } from './places.ts';

const bitsOf = (values: Float32Array): number[] => [
  ...new Uint32Array(values.buffer, values.byteOffset, values.length),
];
const numbers = fc
  .array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 12, maxLength: 12 })
  .map((values) => Float32Array.from(values));
const masks = fc.uint8Array({ minLength: 12, maxLength: 12, max: 1 });

describe('kept places', () => {
  it('are where the mask is 1, in their order', () => {
    expect([...keptPlaces(Uint8Array.of(0, 1, 1, 0, 1))]).toEqual([1, 2, 4]);
    expect([...keptPlaces(new Uint8Array(3))]).toEqual([]);
    expect([...keptPlaces(new Uint8Array(0))]).toEqual([]);
  });

  it('of a stretch are those from its first place to its last', () => {
    const places = Uint32Array.of(0, 3, 4, 9);
    expect([...placesIn(places, 3, 2)]).toEqual([3, 4]);
    expect([...placesIn(places, 5, 4)]).toEqual([]);
    expect([...placesIn(places, 0, 99)]).toEqual([0, 3, 4, 9]);
  });

  it('are copied with what is never masked, and nothing else', () => {
    const kept = { mask: Uint8Array.of(1, 0, 1), kept: Uint32Array.of(0, 2) };
    expect([...copyKept(new Float32Array(5), Float32Array.of(1, 2, 3, 4, 5), kept)]).toEqual([1, 0, 3, 4, 5]);
  });

  it('restrict nothing where all are kept', () => {
    expect(whereKept({ mask: Uint8Array.of(1, 1), kept: Uint32Array.of(0, 1) }, 0)).toBeUndefined();
  });
});

describe('the algebra at listed places', () => {
  const cases = fc.record({ a: numbers, b: numbers, c: numbers, mask: masks, from: fc.nat(4), shift: fc.nat(3) });
  /** The same work where zones are looked at and by list, over a stretch of 5: its target and its result. */
  const both = (
    { mask, from }: { mask: Uint8Array; from: number },
    work: (where: NonNullable<ReturnType<typeof whereKept>>) => readonly number[],
  ): void => {
    const zones = { zones: mask, offset: from, from: 1, to: 1 };
    expect(work({ ...zones, places: keptPlaces(mask) })).toEqual(work(zones));
  };

  it.each([1, 2, 3, 4])('combines %i terms to the same bits as where zones are looked at', (count) => {
    fc.assert(
      fc.property(cases, ({ a, b, c, shift, ...rest }) => {
        both(rest, (where) => {
          const target: Span = { data: a.slice(), offset: shift };
          const terms = [
            [0.9, target],
            [1, { data: b, offset: rest.from }],
            [-1e-3, { data: c, offset: 2 }],
            [0.3, { data: c, offset: 1 }],
          ] as const;
          hostAlgebra.combine(target, 5, terms.slice(0, count), where);
          return bitsOf(target.data);
        });
      }),
    );
  });

  it('multiplies, averages squares and steps by roots to the same bits', () => {
    fc.assert(
      fc.property(cases, ({ a, b, c, shift, ...rest }) => {
        both(rest, (where) => {
          const [one, other] = [
            { data: a.slice(), offset: shift },
            { data: b.slice(), offset: rest.from },
          ];
          const inner = hostAlgebra.inner(one, other, 5, where);
          hostAlgebra.averageSquare(one, 5, 0.9, other, where);
          const step = { rate: 0.1, numerator: other, denominator: { data: c.map(Math.abs), offset: 0 } };
          hostAlgebra.stepByRoot(one, 5, { ...step, correction: 1.5, epsilon: 0.01 }, where);
          return [inner, ...bitsOf(one.data), ...bitsOf(other.data)];
        });
      }),
    );
  });
});
