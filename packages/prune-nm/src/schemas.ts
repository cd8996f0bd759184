import { decayOption, durationOption, partOption, patternOption, rampOption } from '@altsparse/core';
import { z } from 'zod';
import { aspDefaults, astNmDefaults, srSteDefaults } from './defaults.ts';
import type { AspOptions, AstNmOptions, GroupOptions, Settled, SrSteOptions } from './options.ts';

const count = z.int().min(1);
const amount = z.enum(['zero', 'keep']);

const group = z
  .strictObject({ keep: count, groupSize: count })
  .refine((one) => one.keep <= one.groupSize, { path: ['keep'], message: 'keep must be at most groupSize' });

function groupShape(defaults: Settled<GroupOptions>) {
  return {
    patterns: z.array(group).min(1).optional().describe('keep and groupSize for each sub-net; else from its target'),
    groupSizes: z
      .array(count)
      .min(1)
      .default([...defaults.groupSizes])
      .describe('the first of these that a target fits is its group size'),
    remainder: z
      .enum(['short', 'dense', 'cross', 'refuse'])
      .default(defaults.remainder)
      .describe('where the group size does not divide the input channels'),
    leaveDense: patternOption.optional().describe('layers that stay dense'),
    multiples: z
      .strictObject({ in: count, out: count })
      .default(defaults.multiples)
      .describe('layers whose channels are no multiples of these stay dense'),
  };
}

/** SR-STE's options: every one but `patterns` and `leaveDense` has a default, unknown ones are errors. */
export const srSteOptions: z.ZodType<Settled<SrSteOptions>> = z.strictObject({
  ...groupShape(srSteDefaults),
  decay: z.number().min(0).default(srSteDefaults.decay).describe('how much of a pruned weight joins its gradient'),
  every: durationOption.default(srSteDefaults.every).describe('period between choices of the mask'),
}) as z.ZodType<Settled<SrSteOptions>>;

/** ASP's options: every one but `patterns` and `leaveDense` has a default, unknown ones are errors. */
export const aspOptions: z.ZodType<Settled<AspOptions>> = z.strictObject(groupShape(aspDefaults)) as z.ZodType<
  Settled<AspOptions>
>;

/** Options of AST over groups: every one but `patterns` and `leaveDense` has a default, unknown ones are errors. */
export const astNmOptions: z.ZodType<Settled<AstNmOptions>> = z.strictObject({
  ...groupShape(astNmDefaults),
  every: durationOption.default(astNmDefaults.every).describe("period between updates of a sub-net's mask"),
  offset: durationOption
    .default(astNmDefaults.offset)
    .describe('how much later each sub-net updates than the one before'),
  start: durationOption.default(astNmDefaults.start).describe('no update before this; sparse groups begin here'),
  until: durationOption.default(astNmDefaults.until).describe('all groups are sparse from here on'),
  end: durationOption.default(astNmDefaults.end).describe('no update at or after this'),
  ramp: rampOption.default(astNmDefaults.ramp).describe('how the share of sparse groups rises'),
  scope: z.enum(['layer', 'global']).default(astNmDefaults.scope).describe('which layers compete for dense groups'),
  share: partOption.default(astNmDefaults.share).describe("share of a layer's dense groups that is exchanged at first"),
  floor: partOption.default(astNmDefaults.floor).describe('what the share falls to'),
  decay: decayOption.default(astNmDefaults.decay).describe('how the share falls'),
  within: z
    .enum(['recompute', 'fixed'])
    .default(astNmDefaults.within)
    .describe('groups that stay sparse choose their weights anew, or never'),
  elsewhere: z
    .enum(['freeze', 'decay', 'coast'])
    .default(astNmDefaults.elsewhere)
    .describe("weights outside this sub-net's mask that another has"),
  nowhere: z
    .union([amount, z.literal('coast'), z.strictObject({ decay: z.number().min(0) })])
    .default(astNmDefaults.nowhere)
    .describe('weights in no mask'),
  grown: z
    .strictObject({ value: amount, slot: amount })
    .default(astNmDefaults.grown)
    .describe('what a weight has that is new to all masks'),
  slots: z.enum(['shared', 'perSubnet']).default(astNmDefaults.slots).describe("the optimizer's memory of each weight"),
}) as z.ZodType<Settled<AstNmOptions>>;
