import { distributionOption, durationOption, overridesOption, rampOption } from '@altsparse/core';
import { z } from 'zod';
import { gmpDefaults, lotteryDefaults, oneShotDefaults, staticRandomDefaults } from './defaults.ts';
import type { GmpSettings, LotteryOptions, OneShotSettings, StaticRandomSettings } from './options.ts';

const overrides = overridesOption.default([]).describe('layers with a sparsity of their own');
const scope = z.union([z.literal('global'), distributionOption]).describe('which layers compete');

/** A static random mask's options: every one has a default, unknown ones are errors. */
export const staticRandomOptions: z.ZodType<Required<StaticRandomSettings>> = z.strictObject({
  distribution: distributionOption
    .default(staticRandomDefaults.distribution)
    .describe('how the sparsity is spread over layers'),
  overrides,
});

/** Options of a pruning that happens once: every one has a default, unknown ones are errors. */
export const oneShotOptions: z.ZodType<Required<OneShotSettings>> = z.strictObject({
  scope: scope.default(oneShotDefaults.scope),
  overrides,
});

/** Gradual magnitude pruning's options: every one has a default, unknown ones are errors. */
export const gmpOptions: z.ZodType<Required<GmpSettings>> = z.strictObject({
  every: durationOption.default(gmpDefaults.every).describe('period between prunings'),
  start: durationOption.default(gmpDefaults.start).describe('no pruning before this; the ramp starts here'),
  until: durationOption.default(gmpDefaults.until).describe('the ramp ends here, and with it all change'),
  ramp: rampOption.default(gmpDefaults.ramp).describe('how the sparsity rises'),
  scope: scope.default(gmpDefaults.scope),
  overrides,
});

/** A lottery ticket's options: every one has a default, unknown ones are errors. */
export const lotteryOptions: z.ZodType<Required<LotteryOptions>> = z.strictObject({
  share: z
    .number()
    .gt(0)
    .lt(1)
    .default(lotteryDefaults.share)
    .describe('part of the remaining weights that a round prunes'),
  rewindTo: durationOption
    .default(lotteryDefaults.rewindTo)
    .describe('moment of the first round that later ones go back to'),
});
