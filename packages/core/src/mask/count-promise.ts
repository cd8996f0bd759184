import type { LayerOverride } from './distribution.ts';
import type { Invariant } from './strategy.ts';

/**
 * What a strategy of exact counts may promise: `exactCount`; nothing where layers have a sparsity of their own, for those
 * may leave the others too few weights, or too many, for an exact sum.
 */
export function countPromise(overrides: readonly LayerOverride[]): readonly Invariant[] {
  return overrides.length === 0 ? ['exactCount'] : [];
}
