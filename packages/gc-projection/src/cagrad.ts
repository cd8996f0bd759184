import type { Gram, Surgery } from '@altsparse/core';
import { worstMix } from './worst-mix.ts';

/** Attributes of CAGrad. */
export interface CagradOptions {
  /** c of the paper: how far from the mean gradient the update may lie, in parts of its norm, in [0, 1). 0 is joint training. Default 0.5. */
  readonly radius?: number;
  /** Products over each layer by itself, or over all maskable weights. Default `whole`, as in the paper. */
  readonly scope?: 'layer' | 'whole';
}

/**
 * CAGrad (Liu et al., 2021), for schedulers that train all sub-nets of a round in one step. With ḡ the mean of their
 * gradients, the update is the d with the largest min ⟨gᵢ, d⟩ among those with ‖d − ḡ‖ ≤ c · ‖ḡ‖:
 *
 *     d = ḡ + c · ‖ḡ‖ / ‖g_w‖ · g_w,   g_w = Σ wᵢ gᵢ,   w minimises ⟨g_w, ḡ⟩ + c · ‖ḡ‖ · ‖g_w‖ over the simplex
 *
 * N · d is what is applied, so that c = 0 is the sum of joint training. What is to be added, N · (d − ḡ), is spread over
 * the gradients of the step: each takes its part of all others. Where g_w is 0 there is no direction that helps all, and
 * the mean is taken as it is (the authors' code divides by a number that it keeps from being 0).
 */
export function cagrad(options: CagradOptions = {}): Surgery {
  const { radius = 0.5, scope = 'whole' } = options;
  return {
    name: 'cagrad',
    scope,
    against: 'all',
    remember: 'raw',
    support: 'union',
    together: true,
    coefficients: (gram) => addedOfOthers(gram, radius),
  };
}

/** Added to each of N gradients: N · (c‖ḡ‖/‖g_w‖) · wⱼ / (N − 1) of every other j, so that N · (d − ḡ) comes in all. */
function addedOfOthers(gram: Gram, radius: number): number[] {
  const products = productsOf(gram);
  const count = products.length;
  const { weights, norm, meanNorm } = worstMix(products, radius);
  const scale = norm === 0 ? 0 : (count * radius * meanNorm) / norm / (count - 1);
  return weights.slice(1).map((weight) => scale * weight);
}

/** ⟨gᵢ, gⱼ⟩; the gradient itself first, then its references. */
function productsOf(gram: Gram): number[][] {
  const at = (a: number, b: number): number => {
    if (a === 0) return b === 0 ? gram.ownSquare() : gram.own(b - 1);
    return b === 0 ? gram.own(a - 1) : gram.between(a - 1, b - 1);
  };
  const places = Array.from({ length: gram.references + 1 }, (_, i) => i);
  return places.map((a) => places.map((b) => at(a, b)));
}
