import {
  decayOption,
  distributionOption,
  durationOption,
  overridesOption,
  partOption,
  rampOption,
  sparsityOption,
} from '@altsparse/core';
import { z } from 'zod';
import { astDefaults, granetDefaults } from './defaults.ts';
import type { AstSettings, GranetSettings } from './options.ts';

const amount = z.enum(['zero', 'keep']);

function shapeOf(defaults: Required<GranetSettings>) {
  return {
    initialSparsity: sparsityOption.default(defaults.initialSparsity).describe('sparsity of the first masks'),
    distribution: distributionOption
      .default(defaults.distribution)
      .describe('how the first masks are spread over layers'),
    overrides: overridesOption.default([...defaults.overrides]).describe('layers with a sparsity of their own'),
    every: durationOption.default(defaults.every).describe("period between updates of a sub-net's mask"),
    offset: durationOption.default(defaults.offset).describe('how much later each sub-net updates than the one before'),
    start: durationOption.default(defaults.start).describe('no update before this; the ramp starts here'),
    until: durationOption.default(defaults.until).describe('the ramp ends here'),
    end: durationOption.default(defaults.end).describe('no update at or after this'),
    ramp: rampOption.default(defaults.ramp).describe('how the sparsity rises'),
    scope: z
      .union([z.literal('global'), distributionOption])
      .default(defaults.scope)
      .describe('which layers compete'),
    rank: z.enum(['active', 'all']).default(defaults.rank).describe('which weights compete to stay'),
    threshold: z
      .enum(['exact', 'strict'])
      .default(defaults.threshold)
      .describe('exact counts, or strictly above a threshold'),
    afterRamp: z
      .enum(['prune', 'leave'])
      .default(defaults.afterRamp)
      .describe("updates after the ramp's end prune still, or not"),
    share: partOption.default(defaults.share).describe("share of a layer's weights that is exchanged at first"),
    floor: partOption.default(defaults.floor).describe('what the share falls to'),
    decay: decayOption.default(defaults.decay).describe('how the share falls'),
    grow: z
      .enum(['gradient-magnitude', 'forward-gradient', 'random'])
      .default(defaults.grow)
      .describe('which weights are grown'),
  };
}

/** GraNet's options: every one has a default, unknown ones are errors. */
export const granetOptions: z.ZodType<Required<GranetSettings>> = z.strictObject(shapeOf(granetDefaults));

/** AST's options: every one has a default, unknown ones are errors. */
export const astOptions: z.ZodType<Required<AstSettings>> = z.strictObject({
  ...shapeOf(astDefaults),
  elsewhere: z
    .enum(['freeze', 'decay', 'coast'])
    .default(astDefaults.elsewhere)
    .describe("weights outside this sub-net's mask that another has"),
  nowhere: z

    .union([z.enum(['zero', 'keep', 'coast']), z.strictObject({ decay: z.number().min(0) })])
    .default(astDefaults.nowhere)
    .describe('weights in no mask'),
  grown: z
    .strictObject({ value: amount, slot: amount })
    .default(astDefaults.grown)
    .describe('what a weight has that is new to all masks'),
  slots: z.enum(['shared', 'perSubnet']).default(astDefaults.slots).describe("the optimizer's memory of each weight"),
  relation: z
    .enum(['nd', 'cs'])
    .default(astDefaults.relation)
    .describe('each sub-net on its own, or inside the one before'),
  firstMasks: z.enum(['all', 'first']).default(astDefaults.firstMasks).describe('which sub-nets start sparse'),
  clock: z.enum(['steps', 'rounds']).default(astDefaults.clock).describe('what updates are counted by'),
  place: z.enum(['update', 'afterUpdate']).default(astDefaults.place).describe('where in the step masks change'),
});
