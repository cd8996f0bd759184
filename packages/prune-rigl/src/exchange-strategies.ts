import {
  countPromise,
  decaysByName,
  exchange,
  gradientMagnitude,
  randomScore,
  type Score,
  type Strategy,
} from '@altsparse/core';
import { commonParts, named } from './common.ts';
import { riglDefaults, riglItopDefaults, setDefaults, setItopDefaults } from './defaults.ts';
import type { ExchangeStrategyOptions } from './options.ts';

/**
 * Sparse Evolutionary Training (Mocanu et al., 2018): after each epoch a share of each layer's weights, the smallest, goes,
 * and as many others come at random.
 *
 * @param options - Each may be left out.
 * @example
 * train({ model, network, stages: [{ subnets: [0.9], strategy: set(), data, length: epochs(160) }] });
 */
export function set(options: ExchangeStrategyOptions = {}): Strategy {
  return exchangeStrategy('set', randomScore, { ...setDefaults, ...options });
}

/**
 * RigL (Evci et al., 2020): in place of some gradient steps the smallest weights of each layer go and those with the largest
 * dense gradient come, up to three quarters of the training.
 *
 * @param options - Each may be left out.
 */
export function rigl(options: ExchangeStrategyOptions = {}): Strategy {
  return exchangeStrategy('rigl', gradientMagnitude, { ...riglDefaults, ...options });
}

/**
 * SET as In-Time Over-Parameterization has it (Liu et al., 2021): updates are rare and large, to the end.
 *
 * @param options - Each may be left out.
 */
export function setItop(options: ExchangeStrategyOptions = {}): Strategy {
  return exchangeStrategy('set-itop', randomScore, { ...setItopDefaults, ...options });
}

/**
 * RigL as In-Time Over-Parameterization has it (Liu et al., 2021): updates are rare and large, after the gradient step, to
 * the end.
 *
 * @param options - Each may be left out.
 */
export function riglItop(options: ExchangeStrategyOptions = {}): Strategy {
  return exchangeStrategy('rigl-itop', gradientMagnitude, { ...riglItopDefaults, ...options });
}

function exchangeStrategy(name: string, grow: Score, options: Required<ExchangeStrategyOptions>): Strategy {
  const { share, floor, decay, over, rounding } = options;
  return {
    name,
    ...commonParts(options, options.place),
    moves: [
      exchange({
        share,
        floor,
        rounding,
        grow,
        decay: named(decaysByName, decay),
        over: over === 'updates' ? 'ramp' : over,
      }),
    ],
    policies: { grown: options.grown },
    invariants: [...countPromise(options.overrides), 'layerCounts'],
  };
}
