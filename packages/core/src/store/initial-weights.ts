import { AltsparseError } from '../error.ts';
import { type Store, setMask } from './store.ts';

/** Weights that come from elsewhere: a trained model, another run. In the order of the plan. */
export interface InitialWeights {
  /** `[plan.parameterCount]`: every weight, also outside the mask. */
  readonly parameters: Float32Array;
  /** `[plan.statisticCount]`: running mean and variance of each normalisation. */
  readonly statistics: Float32Array;
  /** `[plan.maskableCount]`, 1 where a weight is kept: what a strategy finds before it makes its first mask. Default: all ones. */
  readonly mask?: Uint8Array;
}

/**
 * Gives a store first weights that come from elsewhere, in place of drawn ones.
 *
 * @param given - One for each sub-net; a sub-net without its own takes the last. What sub-nets share, the last one decides.
 * @throws AltsparseError `initial-weights` when a length does not fit the model; the store stays as it was.
 */
export function takeWeights(store: Store, given: readonly InitialWeights[]): void {
  const { layout } = store;
  for (const [index, one] of given.entries()) refuseOther(store, index, one);
  for (let subnet = 0; subnet < layout.subnetCount; subnet++) {
    const one = given[Math.min(subnet, given.length - 1)];
    if (one === undefined) return;
    for (const { source, target, length } of layout.parameters[subnet] ?? [])
      store.masters.set(one.parameters.subarray(source, source + length), target);
    for (const { source, target, length } of layout.statistics[subnet] ?? [])
      store.statistics.set(one.statistics.subarray(source, source + length), target);
    if (one.mask !== undefined) setMask(store, subnet, one.mask.slice());
  }
}

function refuseOther(
  { layout: { plan } }: Store,
  index: number,
  { parameters, statistics, mask }: InitialWeights,
): void {
  const found = [parameters.length, statistics.length, mask?.length ?? plan.maskableCount];
  const expected = [plan.parameterCount, plan.statisticCount, plan.maskableCount];
  if (found.join() === expected.join()) return;
  const inWords = ([a, b, c]: readonly number[]): string => `${a} parameters, ${b} statistics, a mask of ${c}`;
  throw new AltsparseError('initial-weights', 'These weights are not of this model.', {
    place: `weights[${index}]`,
    found: inWords(found),
    expected: inWords(expected),
  });
}
