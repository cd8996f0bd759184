/**
 * Static masks, magnitude pruning once and by and by, SNIP and lottery tickets.
 *
 * @packageDocumentation
 */
export { gmp } from './gmp.ts';
export { lottery, remainingWeights } from './lottery.ts';
export { magnitude, snip } from './one-shot.ts';
export type {
  GmpOptions,
  GmpSettings,
  LotteryOptions,
  OneShotOptions,
  OneShotSettings,
  StaticRandomOptions,
  StaticRandomSettings,
} from './options.ts';
export { plugin } from './plugin.ts';
export { presets } from './presets.ts';
export { gmpOptions, lotteryOptions, oneShotOptions, staticRandomOptions } from './schemas.ts';
export { staticRandom } from './static-random.ts';
