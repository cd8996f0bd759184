import { type Optimizer, slotOf } from './optimizer.ts';

/** Attributes of SGD. */
export interface SgdOptions {
  /** In [0, 1). Default 0.9. */
  readonly momentum?: number;
  /** Nesterov's look-ahead. Default false. */
  readonly nesterov?: boolean;
}

/**
 * Stochastic gradient descent with momentum and coupled weight decay, as PyTorch has it:
 *
 *     g ← gradient + decay · w;  m ← momentum · m + g;  w ← w − rate · m      (Nesterov: w − rate · (g + momentum · m))
 */
export function sgd(options: SgdOptions = {}): Optimizer {
  const momentum = options.momentum ?? 0.9;
  return {
    name: 'sgd',
    slots: ['momentum'],
    update(span, algebra) {
      const { weights, gradient, length, rate, decay, where } = span;
      const m = slotOf(span, 'momentum');
      algebra.combine(
        m,
        length,
        [
          [momentum, m],
          [1, gradient],
          [decay, weights],
        ],
        where,
      );
      if (options.nesterov === true)
        algebra.combine(
          weights,
          length,
          [
            [1 - rate * decay, weights],
            [-rate, gradient],
            [-rate * momentum, m],
          ],
          where,
        );
      else
        algebra.combine(
          weights,
          length,
          [
            [1, weights],
            [-rate, m],
          ],
          where,
        );
    },
  };
}
