import type { MestSettings } from './options.ts';

/**
 * MEST with the bounds of its repository's first phase all along: 92 and 90 % at a target of 90 %. The repository has no
 * script for this one. Events every 5 of 160 epochs, from the first; λ 0; uniform masks.
 */
export const mestDefaults: Required<MestSettings> = {
  distribution: 'uniform',
  overrides: [],
  every: { share: 5 / 160 },
  offset: 0,
  start: 0,
  end: { share: 1 },
  phases: [{ from: 0, pruneTo: { keptTimes: 0.8 }, growTo: { keptTimes: 1 } }],
  lambda: 0,
  grown: { value: 'zero', slot: 'zero' },
};

/** Elastic mutation: prunes to 92, 91, 90 % at 90 %, and to 96, 95.5, 95 % at 95 %; phases change at epochs 90 and 120. */
export const mestEmDefaults: Required<MestSettings> = {
  ...mestDefaults,
  phases: [
    { from: 0, pruneTo: { keptTimes: 0.8 }, growTo: { keptTimes: 1 } },
    { from: 90 / 160, pruneTo: { keptTimes: 0.9 }, growTo: { keptTimes: 1 } },
    { from: 120 / 160, pruneTo: { keptTimes: 1 }, growTo: { keptTimes: 1 } },
  ],
};

/** Elastic mutation and soft memory bound: grows to 85, 87.5, 90 % at 90 %, and to 90, 92.5, 95 % at 95 %. */
export const mestEmSDefaults: Required<MestSettings> = {
  ...mestDefaults,
  phases: [
    { from: 0, pruneTo: { plus: 0 }, growTo: { plus: -0.05 } },
    { from: 90 / 160, pruneTo: { plus: 0 }, growTo: { plus: -0.025 } },
    { from: 120 / 160, pruneTo: { plus: 0 }, growTo: { plus: 0 } },
  ],
};
