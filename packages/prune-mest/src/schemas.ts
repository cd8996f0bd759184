import { distributionOption, durationOption, overridesOption, partOption } from '@altsparse/core';
import { z } from 'zod';
import { mestDefaults, mestEmDefaults, mestEmSDefaults } from './defaults.ts';
import type { MestSettings } from './options.ts';

const amount = z.enum(['zero', 'keep']);
const bound = z.union([
  partOption,
  z.strictObject({ keptTimes: z.number().min(0) }),
  z.strictObject({ plus: z.number().min(-1).max(1) }),
]);

const phases = z
  .array(z.strictObject({ from: partOption, pruneTo: bound, growTo: bound }))
  .min(1)
  .refine((all) => all.every((one, i) => (i === 0 ? one.from === 0 : one.from > (all[i - 1]?.from ?? 0))), {
    error: 'The first phase begins at 0, and each other one after the one before.',
  });

function schemaOf(defaults: Required<MestSettings>): z.ZodType<Required<MestSettings>> {
  return z.strictObject({
    distribution: distributionOption.default(defaults.distribution).describe('how bounds are spread over layers'),
    overrides: overridesOption.default([...defaults.overrides]).describe('layers with a sparsity of their own'),
    every: durationOption.default(defaults.every).describe("period between updates of a sub-net's mask"),
    offset: durationOption.default(defaults.offset).describe('how much later each sub-net updates than the one before'),
    start: durationOption.default(defaults.start).describe('no update before this'),
    end: durationOption.default(defaults.end).describe('no update at or after this'),
    phases: phases.default([...defaults.phases]).describe('where an event prunes to and grows to, phase by phase'),
    lambda: z.number().min(0).default(defaults.lambda).describe('how much the gradient counts beside the weight'),
    grown: z
      .strictObject({ value: amount, slot: amount })
      .default(defaults.grown)
      .describe('what a weight has that is new to all masks'),
  });
}

/** MEST's options: every one has a default, unknown ones are errors. */
export const mestOptions: z.ZodType<Required<MestSettings>> = schemaOf(mestDefaults);
/** MEST+EM's options: every one has a default, unknown ones are errors. */
export const mestEmOptions: z.ZodType<Required<MestSettings>> = schemaOf(mestEmDefaults);
/** MEST+EM&S's options: every one has a default, unknown ones are errors. */
export const mestEmSOptions: z.ZodType<Required<MestSettings>> = schemaOf(mestEmSDefaults);
