import { decayOption, distributionOption, durationOption, overridesOption, partOption } from '@altsparse/core';
import { z } from 'zod';
import { dsrDefaults, riglDefaults, riglItopDefaults, setDefaults, setItopDefaults, snfsDefaults } from './defaults.ts';
import type { CommonOptions, DsrSettings, ExchangeStrategySettings, PartNames, SnfsSettings } from './options.ts';

const amount = z.enum(['zero', 'keep']);

function commonShape(defaults: Required<Omit<CommonOptions, 'distribution'> & Pick<PartNames, 'distribution'>>) {
  return {
    distribution: distributionOption
      .default(defaults.distribution)
      .describe('how the first mask is spread over layers'),
    overrides: overridesOption.default([...defaults.overrides]).describe('layers with a sparsity of their own'),
    every: durationOption.default(defaults.every).describe("period between updates of a sub-net's mask"),
    offset: durationOption.default(defaults.offset).describe('how much later each sub-net updates than the one before'),
    start: durationOption.default(defaults.start).describe('no update before this'),
    end: durationOption.default(defaults.end).describe('no update at or after this'),
    grown: z
      .strictObject({ value: amount, slot: amount })
      .default(defaults.grown)
      .describe('what a weight has that is new to all masks'),
  };
}

function shareShape(defaults: Required<Pick<SnfsSettings, 'share' | 'floor' | 'decay'>>) {
  return {
    share: partOption.default(defaults.share).describe("share of a layer's weights that goes at first"),
    floor: partOption.default(defaults.floor).describe('what the share falls to'),
    decay: decayOption.default(defaults.decay).describe('how the share falls'),
  };
}

function exchangeSchema<Place extends Required<ExchangeStrategySettings>['place']>(
  defaults: Required<ExchangeStrategySettings>,
  places: readonly Place[],
) {
  return z.strictObject({
    ...commonShape(defaults),
    ...shareShape(defaults),
    over: z
      .enum(['stage', 'updates'])
      .default(defaults.over)
      .describe('what the share falls over: the stage, or the updates from start to end'),
    rounding: z.enum(['up', 'down']).default(defaults.rounding).describe('how a share becomes a whole number'),
    place: z
      .enum(places)
      .default(defaults.place as never)
      .describe('where in the step masks change'),
  });
}

const late = ['update', 'insteadOfUpdate', 'afterUpdate'] as const;

/** SET's options: every one has a default, unknown ones are errors. */
export const setOptions: z.ZodType<Required<ExchangeStrategySettings>> = exchangeSchema(setDefaults, [
  'forward',
  ...late,
]);
/** RigL's options: every one has a default, unknown ones are errors. */
export const riglOptions: z.ZodType<Required<ExchangeStrategySettings>> = exchangeSchema(riglDefaults, late);
/** SET-ITOP's options: every one has a default, unknown ones are errors. */
export const setItopOptions: z.ZodType<Required<ExchangeStrategySettings>> = exchangeSchema(setItopDefaults, [
  'forward',
  ...late,
]);
/** RigL-ITOP's options: every one has a default, unknown ones are errors. */
export const riglItopOptions: z.ZodType<Required<ExchangeStrategySettings>> = exchangeSchema(riglItopDefaults, late);

/** SNFS's options: every one has a default, unknown ones are errors. */
export const snfsOptions: z.ZodType<Required<SnfsSettings>> = z.strictObject({
  ...commonShape(snfsDefaults),
  ...shareShape(snfsDefaults),
  slot: z.string().default(snfsDefaults.slot).describe("the optimizer's slot that is the momentum"),
  redistribute: z.boolean().default(snfsDefaults.redistribute).describe('whether layers give weights to each other'),
  cap: z
    .number()
    .gt(0)
    .max(1)
    .default(snfsDefaults.cap)
    .describe("largest part of a layer's inactive weights that one update grows"),
});

/** DSR's options: every one has a default, unknown ones are errors. */
export const dsrOptions: z.ZodType<Required<DsrSettings>> = z.strictObject({
  ...commonShape(dsrDefaults),
  threshold: z.number().positive().default(dsrDefaults.threshold).describe('the first threshold'),
  wanted: partOption.default(dsrDefaults.wanted).describe('share of all maskable weights that an update should drop'),
  band: partOption.default(dsrDefaults.band).describe('how far off that number the threshold stays as it is'),
  factor: z.number().gt(1).default(dsrDefaults.factor).describe('what the threshold is divided or multiplied by'),
  slower: z
    .array(z.strictObject({ from: partOption, times: z.int().min(1) }))
    .default([...dsrDefaults.slower])
    .describe('from when on only each so manieth update happens'),
});
