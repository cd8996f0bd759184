import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Algebra, hostAlgebra } from '../store/algebra.ts';
import { cases, restricted, slowProduct } from './oracle.test.kit.ts';
import { lazyGrams, productsAfter } from './products.ts';

const region = { name: 'a', offset: 1, length: 3 };
const gradient = Float32Array.of(9, 1, 2, 0, 9);
const references = [Float32Array.of(9, -1, 1, 4, 9), Float32Array.of(9, 2, 0, 1, 9)];
const mask = Uint8Array.of(1, 1, 1, 0, 1);

describe('lazyGrams', () => {
  it('forms products over the region, with references whole and masked', () => {
    const { whole, masked } = lazyGrams(gradient, references, region, mask);
    expect([whole.own(0), whole.own(1), masked.own(0), masked.own(1)]).toEqual([1, 2, 1, 2]);
    expect([whole.between(0, 0), whole.between(0, 1), whole.between(1, 1)]).toEqual([18, 2, 5]);
    expect([masked.between(0, 0), masked.between(0, 1), masked.between(1, 1)]).toEqual([2, -2, 4]);
    expect([whole.ownSquare(), masked.ownSquare()]).toEqual([5, 5]);
    expect([whole.references, masked.references]).toEqual([2, 2]);
  });

  it('forms each product once, whatever is asked for and how often', () => {
    let formed = 0;
    const counting: Algebra = {
      ...hostAlgebra,
      inner: (...operands) => {
        formed++;
        return hostAlgebra.inner(...operands);
      },
    };
    const { whole, masked } = lazyGrams(gradient, references, region, mask, counting);
    expect(formed).toBe(0);
    for (const gram of [whole, masked, whole, masked]) {
      gram.own(0);
      gram.ownSquare();
      gram.between(0, 1);
      gram.between(1, 0);
    }
    expect(formed).toBe(4);
  });

  it('agrees with products formed place by place', () => {
    fc.assert(
      fc.property(cases, ({ patient, references: given, regions }) => {
        const vectors = given.map((one) => one.gradient);
        for (const one of regions) {
          const { whole, masked } = lazyGrams(patient.gradient, vectors, one, patient.mask);
          for (const [a, left] of vectors.entries()) {
            expect(whole.own(a)).toBe(slowProduct(patient.gradient, left, one));
            for (const [b, right] of vectors.entries()) {
              expect(whole.between(a, b)).toBe(slowProduct(left, right, one));
              const kept = [restricted(left, patient.mask), restricted(right, patient.mask)] as const;
              expect(masked.between(a, b)).toBe(slowProduct(...kept, one));
            }
          }
        }
      }),
    );
  });
});

describe('productsAfter', () => {
  const gram = {
    references: 2,
    ownSquare: () => 9,
    own: (index: number) => [-3, 1][index] as number,
    between: (a: number, b: number) => (a === b ? 2 : -1),
  };

  it('adds to each product what each reference brings', () => {
    expect(productsAfter(gram, [0, 0])).toEqual([-3, 1]);
    expect(productsAfter(gram, [2, 0])).toEqual([1, -1]);
    expect(productsAfter(gram, [2, 3])).toEqual([-2, 5]);
  });

  it('does not take what rounding leaves of a conflict for one', () => {
    const third = { references: 1, ownSquare: () => 1, own: () => -0.1 * 3, between: () => 0.7 };
    const coefficient = 0.3 / 0.7;
    expect(-0.1 * 3 + coefficient * 0.7).not.toBe(0);
    expect(productsAfter(third, [coefficient])).toEqual([0]);
  });

  it('keeps what is small but not rounding', () => {
    const near = { references: 1, ownSquare: () => 1, own: () => -1, between: () => 1 };
    expect(productsAfter(near, [1 - 1e-9])[0]).toBeCloseTo(-1e-9, 15);
    expect(productsAfter({ ...near, own: () => -1e-30 }, [0])).toEqual([-1e-30]);
  });
});
