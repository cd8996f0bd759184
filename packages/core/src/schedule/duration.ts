import { AltsparseError } from '../error.ts';

/**
 * A length of time in a stage: a bare number or `{ steps }` in steps, `{ epochs }` in passes over the training data,
 * `{ share }` as part of the stage's length. Plain data, so that configs can hold it.
 */
export type Duration =
  | number
  | {
      /** So many steps. */
      readonly steps: number;
    }
  | {
      /** So many passes over the training data. */
      readonly epochs: number;
    }
  | {
      /** A part of the stage, 1 for all of it. */
      readonly share: number;
      /** So many steps at least, where a stage is so short that the part would be less. Default 0. */
      readonly least?: number | undefined;
    };

/** What a duration is measured against. */
export interface StageLength {
  /** Steps in the stage. */
  readonly steps: number;
  /** Steps in one pass over the training data. */
  readonly stepsPerEpoch: number;
}

/** So many steps. */
export function steps(count: number): Duration {
  return { steps: count };
}

/** So many passes over the training data. */
export function epochs(count: number): Duration {
  return { epochs: count };
}

/** A part of the stage's length; 1 is all of it. */
export function share(part: number): Duration {
  return { share: part };
}

/**
 * A duration in whole steps, rounded to the nearest.
 *
 * @throws AltsparseError `duration` when it is negative or not a number.
 */
export function inSteps(duration: Duration, length: StageLength): number {
  const value = exactSteps(duration, length);
  if (!(value >= 0 && Number.isFinite(value))) {
    throw new AltsparseError('duration', 'A duration must be a number that is not negative.', { found: duration });
  }
  return Math.round(value);
}

function exactSteps(duration: Duration, length: StageLength): number {
  if (typeof duration === 'number') return duration;
  if ('steps' in duration) return duration.steps;
  if ('epochs' in duration) return duration.epochs * length.stepsPerEpoch;
  return Math.max(duration.least ?? Number.NEGATIVE_INFINITY, duration.share * length.steps);
}
