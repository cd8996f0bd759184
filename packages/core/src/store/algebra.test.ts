import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostAlgebra, type Span, type Where } from './algebra.ts';

const span = (values: readonly number[], offset = 0): Span => ({ data: Float32Array.from(values), offset });
const where = (zones: readonly number[], from: number, to: number, offset = 0): Where => ({
  zones: Uint8Array.from(zones),
  offset,
  from,
  to,
});

describe('combine', () => {
  it('sums factor times source, place by place', () => {
    const target = span([0, 0, 0]);
    hostAlgebra.combine(target, 3, [
      [2, span([1, 2, 3])],
      [-1, span([10, 20, 30])],
      [0.5, span([4, 4, 4])],
      [1, span([100, 0, 0])],
      [3, span([0, 1, 0])],
    ]);
    expect([...target.data]).toEqual([94, -11, -22]);
  });

  it('may read what it writes', () => {
    const target = span([1, 2, 3]);
    hostAlgebra.combine(target, 3, [
      [3, target],
      [1, target],
    ]);
    expect([...target.data]).toEqual([4, 8, 12]);
  });

  it('works on stretches of arrays and leaves the rest', () => {
    const target = span([9, 9, 9, 9], 1);
    hostAlgebra.combine(target, 2, [[1, span([0, 0, 5, 6], 2)]]);
    expect([...target.data]).toEqual([9, 5, 6, 9]);
  });

  it('works at places of the zones asked for only', () => {
    const target = span([9, 9, 9, 9]);
    hostAlgebra.combine(target, 4, [[1, span([1, 2, 3, 4])]], where([9, 0, 1, 2, 1], 1, 2, 1));
    expect([...target.data]).toEqual([9, 2, 3, 4]);
  });

  it('does nothing without terms', () => {
    const target = span([1, 2]);
    hostAlgebra.combine(target, 2, []);
    expect([...target.data]).toEqual([1, 2]);
  });
});

describe('inner', () => {
  it('sums products in double precision', () => {
    // 1 + 2^-30 · 1 is 1 in single precision
    expect(hostAlgebra.inner(span([1, 2 ** -30]), span([1, 1]), 2)).toBe(1 + 2 ** -30);
  });

  it('minds offsets and zones', () => {
    expect(hostAlgebra.inner(span([0, 1, 2, 3], 1), span([4, 5, 6]), 3, where([0, 2, 2], 2, 2))).toBe(28);
  });
});

describe('averageSquare', () => {
  it('is keep · target + (1 − keep) · source²', () => {
    const target = span([1, 2, 3]);
    hostAlgebra.averageSquare(target, 3, 0.75, span([2, 0, -4]), where([1, 1, 0], 1, 1));
    expect([...target.data]).toEqual([1.75, 1.5, 3]);
  });
});

describe('stepByRoot', () => {
  it('is target − rate · numerator / (√(denominator · correction) + epsilon)', () => {
    const target = span([1, 1, 1]);
    const step = { rate: 2, numerator: span([3, -1, 5]), denominator: span([2, 8, 1]), correction: 2, epsilon: 1 };
    hostAlgebra.stepByRoot(target, 3, step, where([0, 0, 1], 0, 0));
    // 1 − 6 / (2 + 1), 1 + 2 / (4 + 1)
    expect([...target.data]).toEqual([-1, Math.fround(1.4), 1]);
  });
});

describe('the algebra', () => {
  const numbers = fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 6, maxLength: 6 });
  const zones = fc.array(fc.nat(2), { minLength: 6, maxLength: 6 });
  it('with zones changes exactly the places in them, as without zones', () => {
    fc.assert(
      fc.property(numbers, numbers, zones, fc.nat(2), (a, b, codes, from) => {
        const [all, some] = [span(a), span(a)];
        const terms = (target: Span) =>
          [
            [0.5, target],
            [2, span(b)],
          ] as const;
        hostAlgebra.combine(all, 6, terms(all));
        hostAlgebra.combine(some, 6, terms(some), where(codes, from, 2));
        some.data.forEach((value, i) => {
          expect(value).toBe((codes[i] ?? 0) >= from ? all.data[i] : Math.fround(a[i] ?? 0));
        });
      }),
    );
  });
});
