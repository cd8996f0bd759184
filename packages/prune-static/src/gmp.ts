import { countPromise, keepAll, pruneTo, rampsByName, type Strategy } from '@altsparse/core';
import { gmpDefaults } from './defaults.ts';
import { named, scopeOf } from './named.ts';
import type { GmpOptions } from './options.ts';

/**
 * Gradual magnitude pruning (Zhu and Gupta, 2017): starts dense; after every so many updates the weights with the
 * smallest |w| go, until the ramp is at the target. What is pruned stays pruned.
 *
 * @param options - Each may be left out.
 * @returns A strategy for any number of sub-nets.
 * @example
 * train({ model, network, stages: [{ subnets: [0.9], strategy: gmp({ every: 100 }), data, length: epochs(160) }] });
 */
export function gmp(options: GmpOptions = {}): Strategy {
  const { every, start, until, ramp, scope, overrides } = { ...gmpDefaults, ...options };
  return {
    name: 'gmp',
    initialSparsity: 0,
    initial: keepAll,
    timetable: { every, start, until, place: 'afterUpdate' },
    moves: [pruneTo({ ramp: named(rampsByName, ramp), scope: scopeOf(scope), overrides })],
    invariants: countPromise(overrides),
  };
}
