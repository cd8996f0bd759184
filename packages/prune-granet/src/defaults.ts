import type { Policies } from '@altsparse/core';
import type { AstSettings, GranetSettings } from './options.ts';

/** Options of GraNet where nothing is said: the schedule of the paper's CIFAR runs, in parts of the stage. */
export const granetDefaults: Required<GranetSettings> = {
  initialSparsity: 0,
  distribution: 'erk',
  overrides: [],
  every: { share: 999 / 62_560 },
  offset: 0,
  start: 0,
  until: { share: 110 / 160 },
  end: { share: 1 },
  ramp: 'cubic',
  scope: 'global',
  rank: 'active',
  threshold: 'exact',
  afterRamp: 'prune',
  share: 0.5,
  floor: 0,
  decay: 'cosine',
  grow: 'gradient-magnitude',
};

/** What AST does with weights that a sub-net leaves out: "only updates the active connections" (§3.1). */
export const astPolicies: Policies = {
  elsewhere: 'freeze',
  nowhere: 'zero',
  grown: { value: 'zero', slot: 'zero' },
  slots: 'shared',
};

/** Options of AST where nothing is said. */
export const astDefaults: Required<AstSettings> = {
  ...granetDefaults,
  offset: { share: 300 / 62_560 },
  ...astPolicies,
  relation: 'nd',
  firstMasks: 'all',
  clock: 'steps',
  place: 'update',
};
