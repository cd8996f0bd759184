import type { MaskLayer } from '../mask/layer.ts';
import { type Algebra, hostAlgebra, type Span, type Where } from '../store/algebra.ts';
import type { Gram } from './surgery.ts';

/** Where products are formed. */
export type Region = Pick<MaskLayer, 'name' | 'offset' | 'length'>;

/** A gram whose products are formed once each, when asked for. */
export function lazyGram(
  own: Float32Array,
  references: readonly Float32Array[],
  region: Region,
  mask: Uint8Array | undefined,
  algebra: Algebra = hostAlgebra,
): Gram {
  const at = (data: Float32Array): Span => ({ data, offset: region.offset });
  const where: Where | undefined =
    mask === undefined ? undefined : { zones: mask, offset: region.offset, from: 1, to: 1 };
  const known = new Map<number, number>();
  const product = (key: number, a: Float32Array, b: Float32Array, only: Where | undefined): number => {
    const found = known.get(key) ?? algebra.inner(at(a), at(b), region.length, only);
    known.set(key, found);
    return found;
  };
  const reference = (index: number): Float32Array => references[index] as Float32Array;
  return {
    references: references.length,
    // the gradient is 0 outside its mask, so this product is the same with and without it
    own: (index) => product(-1 - index, own, reference(index), undefined),
    between: (a, b) => product(Math.min(a, b) * references.length + Math.max(a, b), reference(a), reference(b), where),
  };
}

/** ⟨gradient + Σ coefficient · reference, reference⟩ of each reference, without forming the sum. */
export function productsAfter(gram: Gram, applied: Gram, coefficients: readonly number[]): number[] {
  return Array.from({ length: gram.references }, (_, index) =>
    coefficients.reduce(
      (sum, factor, other) => (factor === 0 ? sum : sum + factor * applied.between(other, index)),
      gram.own(index),
    ),
  );
}
