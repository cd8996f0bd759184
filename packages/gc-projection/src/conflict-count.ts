/** How many inner products were negative. */
export interface ConflictCount {
  /** Inner products that were formed. */
  readonly products: number;
  /** How many of them were negative before surgery. */
  readonly negativeBefore: number;
  /** How many of them are negative after surgery. */
  readonly negativeAfter: number;
}

/** The same as shares. */
export interface ConflictShare extends ConflictCount {
  /** `negativeBefore / products`; 0 where there are none. */
  readonly shareBefore: number;
  /** `negativeAfter / products`; 0 where there are none. */
  readonly shareAfter: number;
}

/** No product yet. */
export const noProducts: ConflictCount = { products: 0, negativeBefore: 0, negativeAfter: 0 };

/** Counts one product more. */
export function countProduct(count: ConflictCount, before: number, after: number): ConflictCount {
  return {
    products: count.products + 1,
    negativeBefore: count.negativeBefore + Number(before < 0),
    negativeAfter: count.negativeAfter + Number(after < 0),
  };
}

/** Adds counts up. */
export function sumCounts(counts: Iterable<ConflictCount>): ConflictCount {
  let sum = noProducts;
  for (const one of counts)
    sum = {
      products: sum.products + one.products,
      negativeBefore: sum.negativeBefore + one.negativeBefore,
      negativeAfter: sum.negativeAfter + one.negativeAfter,
    };
  return sum;
}

/** Puts shares beside counts. */
export function withShares(count: ConflictCount): ConflictShare {
  const of = (negative: number): number => (count.products === 0 ? 0 : negative / count.products);
  return { ...count, shareBefore: of(count.negativeBefore), shareAfter: of(count.negativeAfter) };
}
