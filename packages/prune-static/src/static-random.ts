import { atTarget, countPromise, distributionsByName, keepSome, type Strategy } from '@altsparse/core';
import { staticRandomDefaults } from './defaults.ts';
import { named } from './named.ts';
import type { StaticRandomOptions } from './options.ts';

/**
 * A random mask that never changes: each sub-net starts at its target, with exact counts in each layer. One draw serves
 * all sub-nets, so that under one distribution sparser masks lie inside denser ones.
 *
 * @param options - Each may be left out.
 * @returns A strategy for any number of sub-nets.
 * @example
 * train({ model, network, stages: [{ subnets: [0.9], strategy: staticRandom(), data, length: epochs(160) }] });
 */
export function staticRandom(options: StaticRandomOptions = {}): Strategy {
  const { distribution, overrides } = { ...staticRandomDefaults, ...options };
  const initial = keepSome({ distribution: named(distributionsByName, distribution), overrides });
  return {
    name: 'static-random',
    initialSparsity: atTarget,
    initial,
    moves: [],
    invariants: [...countPromise(overrides), 'layerCounts', 'fixedMask'],
  };
}
