import type { GmpSettings, LotteryOptions, OneShotSettings, StaticRandomSettings } from './options.ts';

/** Of a static random mask: ERK, as in the RigL paper's "Static". */
export const staticRandomDefaults: Required<StaticRandomSettings> = { distribution: 'erk', overrides: [] };

/** Of a pruning that happens once: all layers compete, as in SNIP's published code. */
export const oneShotDefaults: Required<OneShotSettings> = { scope: 'global', overrides: [] };

/**
 * Of gradual magnitude pruning: the cubic ramp, and each layer at the same sparsity, are the paper's. Period and end are
 * ours, those of GraNet under the CIFAR settings here, so that the two can be compared; the paper prunes every 100 to
 * 1,000 steps.
 */
export const gmpDefaults: Required<GmpSettings> = {
  every: { share: 999 / 62_560 },
  start: 0,
  until: { share: 110 / 160 },
  ramp: 'cubic',
  scope: 'uniform',
  overrides: [],
};

/** Of a lottery ticket: 20 % a round and rewinding to the first weights, as in the paper and in open_lth. */
export const lotteryDefaults: Required<LotteryOptions> = { share: 0.2, rewindTo: 0 };
