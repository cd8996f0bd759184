import { AltsparseError } from '../error.ts';
import { attempt } from '../loop/blame.ts';
import { partPlace } from '../plugin/origin.ts';

/** How a ramp's height follows its progress, both from 0 to 1. */
export type Ramp = (progress: number) => number;

/** What remains of a share when a part of the stage is over, from 1 down to 0. */
export type Decay = (elapsed: number) => number;

/** In proportion (Eq. 6 as printed). */
export const linearRamp: Ramp = (progress) => progress;
/** 1 − (1 − x)³: fast at first (Zhu and Gupta, 2017; GraNet and the paper's code). */
export const cubicRamp: Ramp = (progress) => 1 - (1 - progress) ** 3;
/** (1 − cos πx) / 2: slow at both ends. */
export const cosineRamp: Ramp = (progress) => (1 - Math.cos(Math.PI * progress)) / 2;

/** No decay. */
export const constantDecay: Decay = () => 1;
/** 1 − x. */
export const linearDecay: Decay = (elapsed) => 1 - elapsed;
/** (1 + cos πx) / 2 (RigL, GraNet, the paper). */
export const cosineDecay: Decay = (elapsed) => (1 + Math.cos(Math.PI * elapsed)) / 2;

/**
 * The sparsity at a point of a ramp: initial + (final − initial) · ramp(progress).
 *
 * @throws AltsparseError `curve-range` where that is not from 0 to 1.
 *
 * @example
 * sparsityAt(cubicRamp, 1 / 43, 0, 0.9) // => 0.061342…
 */
export function sparsityAt(ramp: Ramp, progress: number, initial: number, final: number): number {
  if (progress >= 1) return final;
  return attempt(`${partPlace('ramp', ramp.name, 'at', ramp)}, progress ${progress}`, () =>
    refuseOutside(initial + (final - initial) * ramp(progress)),
  );
}

/**
 * A share that decays: floor + (share − floor) · decay(elapsed).
 *
 * @throws AltsparseError `curve-range` where that is not from 0 to 1.
 */
export function shareAt(decay: Decay, elapsed: number, share: number, floor = 0): number {
  return attempt(`${partPlace('decay', decay.name, 'at', decay)}, elapsed ${elapsed}`, () =>
    refuseOutside(floor + (share - floor) * decay(elapsed)),
  );
}

/** A hair beyond is rounding. */
const hair = 1e-9;

function refuseOutside(value: number): number {
  if (value >= -hair && value <= 1 + hair) return value;
  throw new AltsparseError('curve-range', 'A curve leads to a share that is not from 0 to 1.', { found: value });
}
