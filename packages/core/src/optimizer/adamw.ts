import { type Optimizer, slotOf } from './optimizer.ts';

/** Attributes of AdamW. */
export interface AdamWOptions {
  /** Memory of the first moment, in [0, 1). Default 0.9. */
  readonly beta1?: number;
  /** Memory of the second moment, in [0, 1). Default 0.999. */
  readonly beta2?: number;
  /** Added to the root of the second moment. Default 1e-8. */
  readonly epsilon?: number;
}

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, 2019):
 *
 *     w ← w · (1 − rate · decay);  m ← β1 m + (1 − β1) g;  v ← β2 v + (1 − β2) g²
 *     w ← w − rate · (m / (1 − β1ᵗ)) / (√(v / (1 − β2ᵗ)) + ε),   t the number of the update
 */
export function adamw(options: AdamWOptions = {}): Optimizer {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  return {
    name: 'adamw',
    slots: ['first-moment', 'second-moment'],
    update(span, algebra) {
      const { weights, gradient, length, rate, decay, where } = span;
      const m = slotOf(span, 'first-moment');
      const v = slotOf(span, 'second-moment');
      if (decay !== 0) algebra.combine(weights, length, [[1 - rate * decay, weights]], where);
      algebra.combine(
        m,
        length,
        [
          [beta1, m],
          [1 - beta1, gradient],
        ],
        where,
      );
      algebra.averageSquare(v, length, beta2, gradient, where);
      const step = {
        rate: rate / (1 - beta1 ** span.update),
        numerator: m,
        denominator: v,
        correction: 1 / (1 - beta2 ** span.update),
        epsilon,
      };
      algebra.stepByRoot(weights, length, step, where);
    },
  };
}
