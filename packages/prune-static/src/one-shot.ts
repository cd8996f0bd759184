import {
  atTarget,
  countPromise,
  type Invariant,
  magnitude as magnitudeScore,
  pruneTo,
  type Score,
  type Strategy,
  sensitivity,
} from '@altsparse/core';
import { oneShotDefaults } from './defaults.ts';
import { scopeOf } from './named.ts';
import type { OneShotOptions } from './options.ts';

/**
 * Magnitude pruning once, at the stage's start: of the weights that the stage begins with, those with the largest |w|
 * stay, round(n · (1 − s)) of them exactly, one in each layer at least. The mask then stays as it is.
 *
 * @param options - Each may be left out.
 * @returns A strategy for any number of sub-nets; each prunes the same weights to its own target.
 * @example
 * const stages = [{ ...common, strategy: dense, subnets: [0] }, { ...common, strategy: magnitude(), subnets: [0.9] }];
 */
export function magnitude(options: OneShotOptions = {}): Strategy {
  const { scope = oneShotDefaults.scope } = options;
  // all sub-nets rank the same weights; over all layers a smaller count is then a part of a larger one
  return oneShot('magnitude', magnitudeScore, options, scope === 'global' ? ['nested'] : []);
}

/**
 * SNIP (Lee et al., 2019): prunes once, before training, by |w · g| of the stage's first batch: the weights that the loss
 * feels most stay, round(n · (1 − s)) of them exactly. The mask then stays as it is.
 *
 * @param options - Each may be left out.
 * @returns A strategy for any number of sub-nets; each prunes the same weights to its own target.
 * @example
 * train({ model, network, stages: [{ subnets: [0.9], strategy: snip(), data, length: epochs(160) }] });
 */
export function snip(options: OneShotOptions = {}): Strategy {
  return oneShot('snip', sensitivity, options);
}

function oneShot(name: string, score: Score, options: OneShotOptions, promises: readonly Invariant[] = []): Strategy {
  const { scope, overrides } = { ...oneShotDefaults, ...options };
  const initial = pruneTo({ score, scope: scopeOf(scope), overrides });
  const invariants = [...countPromise(overrides), 'layerCounts', 'fixedMask', ...promises] as const;
  return { name, initialSparsity: atTarget, initial, moves: [], invariants };
}
