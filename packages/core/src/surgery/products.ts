import type { MaskLayer } from '../mask/layer.ts';
import { type Algebra, hostAlgebra, type Span, type Where } from '../store/algebra.ts';
import { type Kept, whereKept } from '../store/kept.ts';
import type { Gram } from './surgery.ts';

/** Where products are formed. */
export type Region = Pick<MaskLayer, 'name' | 'offset' | 'length'>;

/** The two ways in which references meet in a region; ⟨gradient, reference⟩ is one and the same number in both. */
export interface Grams {
  /** References as they are. */
  readonly whole: Gram;
  /** References restricted to the mask. */
  readonly masked: Gram;
}

/** What is known of a reference: it is 0 but where something is kept. */
export interface KnownReference extends Kept {
  /** Are all its numbers finite? One that is not shows in a product with 0 too, which a list of places would leave out. */
  readonly finite: boolean;
}

/** What vectors keep: they are 0 elsewhere. Of one that may be anything anywhere nothing is known. */
export interface KnownPlaces {
  /** Of the gradient: where the mask is 1, ascending. */
  readonly own?: Uint32Array | undefined;
  /** Of each reference. */
  readonly references: readonly (KnownReference | undefined)[];
}

/** What is known of a gradient, maskable weights first, that is 0 but where something is kept. Its numbers are looked at once. */
export function knownReference(
  gradient: Float32Array,
  { mask, kept }: Kept,
  algebra: Algebra = hostAlgebra,
): KnownReference {
  const all = { data: gradient, offset: 0 };
  const square = algebra.inner(all, all, mask.length, whereKept({ mask, kept }, 0));
  return { mask, kept, finite: Number.isFinite(square) };
}

/**
 * Grams whose products are formed once each, when asked for.
 *
 * @param own - `[n]` or longer: the gradient, 0 where the mask is 0.
 * @param references - `[n]` or longer.
 * @param region - Where products are formed.
 * @param mask - `[n]`: the mask that `masked` restricts references to.
 * @param known - Where vectors are not 0: elsewhere nothing is multiplied, and the products are the same bits.
 */
export function lazyGrams(
  own: Float32Array,
  references: readonly Float32Array[],
  region: Region,
  mask: Uint8Array,
  algebra: Algebra = hostAlgebra,
  known: KnownPlaces = { references: [] },
): Grams {
  const masked =
    known.own === undefined
      ? { zones: mask, offset: region.offset, from: 1, to: 1 }
      : whereKept({ mask, kept: known.own }, region.offset);
  const at = (data: Float32Array): Span => ({ data, offset: region.offset });
  const reference = (index: number): Span => at(references[index] as Float32Array);
  const whereOf = (index: number): Where | undefined => {
    const kept = known.references[index];
    return kept && whereKept(kept, region.offset);
  };
  const ownWhere = known.own && masked;
  const ownProduct = once((index) => {
    const where = known.references[index]?.finite ? ownWhere : undefined;
    return algebra.inner(at(own), reference(index), region.length, where);
  });
  const ownSquare = once(() => algebra.inner(at(own), at(own), region.length, ownWhere));
  const gram = (where: (a: number, b: number) => Where | undefined): Gram => {
    const product = once((key) => {
      const [a, b] = [Math.floor(key / references.length), key % references.length];
      return algebra.inner(reference(a), reference(b), region.length, where(a, b));
    });
    return {
      references: references.length,
      own: ownProduct,
      ownSquare: () => ownSquare(0),
      between: (a, b) => product(Math.min(a, b) * references.length + Math.max(a, b)),
    };
  };
  return { whole: gram((a, b) => whereOf(a) ?? whereOf(b)), masked: gram(() => masked) };
}

function once(compute: (key: number) => number): (key: number) => number {
  const known = new Map<number, number>();
  return (key) => {
    const found = known.get(key) ?? compute(key);
    known.set(key, found);
    return found;
  };
}

/** A sum of terms that cancel is 0 when this share of their size is left: rounding of double precision, with room. */
const ROUNDING = 1e-12;

/**
 * ⟨gradient + Σ coefficient · reference, reference⟩ of each reference, without forming the sum. What rounding leaves of
 * terms that cancel is 0, so that a conflict taken out whole does not count as one.
 *
 * @param gram - Its products are those of the gradient, and of references where they were added.
 */
export function productsAfter(gram: Gram, coefficients: readonly number[]): number[] {
  return Array.from({ length: gram.references }, (_, index) => {
    const added = coefficients.map((factor, other) => (factor === 0 ? 0 : factor * gram.between(other, index)));
    const terms = [gram.own(index), ...added];
    const sum = terms.reduce((total, term) => total + term, 0);
    const size = terms.reduce((total, term) => total + Math.abs(term), 0);
    return Math.abs(sum) <= ROUNDING * size ? 0 : sum;
  });
}
