import { type Algebra, hostAlgebra } from '../store/algebra.ts';
import { type Kept, whereKept } from '../store/kept.ts';
import type { Segment } from '../store/layout.ts';

/**
 * Scales a gradient down to a largest norm (over all parameters of the turn, after surgery, before weight decay).
 *
 * @param gradient - `[layout.masterCount]`; changed in place.
 * @param segments - The stretches that take part.
 * @param largest - The norm allowed, greater than 0.
 * @param kept - The gradient is `[plan.parameterCount]`, one sub-net's, and 0 at maskable weights that are not kept. Default: neither.
 * @returns The norm before.
 */
export function clipNorm(
  gradient: Float32Array,
  segments: Iterable<Segment>,
  largest: number,
  algebra: Algebra = hostAlgebra,
  kept?: Kept,
): number {
  const spans = [...segments].map(({ source, target, length }) => ({
    span: { data: gradient, offset: kept === undefined ? target : source },
    length,
    where: kept === undefined || source >= kept.mask.length ? undefined : whereKept(kept, source),
  }));
  const squares = spans.map(({ span, length, where }) => algebra.inner(span, span, length, where));
  const norm = Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
  if (norm > largest)
    for (const { span, length, where } of spans) algebra.combine(span, length, [[largest / norm, span]], where);
  return norm;
}
