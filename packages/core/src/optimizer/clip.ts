import { type Algebra, hostAlgebra } from '../store/algebra.ts';
import type { Segment } from '../store/layout.ts';

/**
 * Scales a gradient down to a largest norm (over all parameters of the turn, after surgery, before weight decay).
 *
 * @param gradient - `[layout.masterCount]`; changed in place.
 * @param segments - The stretches that take part.
 * @param largest - The norm allowed, greater than 0.
 * @returns The norm before.
 */
export function clipNorm(
  gradient: Float32Array,
  segments: Iterable<Segment>,
  largest: number,
  algebra: Algebra = hostAlgebra,
): number {
  const spans = [...segments].map(({ target, length }) => ({ span: { data: gradient, offset: target }, length }));
  const norm = Math.sqrt(spans.reduce((sum, { span, length }) => sum + algebra.inner(span, span, length), 0));
  if (norm > largest) for (const { span, length } of spans) algebra.combine(span, length, [[largest / norm, span]]);
  return norm;
}
