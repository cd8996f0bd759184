import type { AspOptions, AstNmOptions, GroupOptions, Settled, SrSteOptions } from './options.ts';

const groups: Settled<GroupOptions> = {
  groupSizes: [4, 8, 16, 32],
  remainder: 'short',
  multiples: { in: 1, out: 1 },
};

/** SR-STE: λ and the place of its masks as published (ICLR 2021); groups run on as in its code. */
export const srSteDefaults: Settled<SrSteOptions> = { ...groups, remainder: 'cross', decay: 2e-4, every: 1 };

/** ASP: which layers it takes is that of NVIDIA's apex, `asp.py`. */
export const aspDefaults: Settled<AspOptions> = { ...groups, remainder: 'dense', multiples: { in: 16, out: 8 } };

/** AST over groups: the released code's N:M runs, in parts of the stage of 200 epochs of 391 steps. */
export const astNmDefaults: Settled<AstNmOptions> = {
  ...groups,
  every: { share: 999 / 78_200 },
  offset: { share: 240 / 78_200 },
  start: 0,
  until: { share: 150 / 200 },
  end: { share: 1 },
  ramp: 'cubic',
  scope: 'layer',
  share: 0.5,
  floor: 0,
  decay: 'cosine',
  within: 'recompute',
  elsewhere: 'freeze',
  nowhere: 'keep',
  grown: { value: 'keep', slot: 'zero' },
  slots: 'shared',
};
