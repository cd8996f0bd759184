/** Where training stands, for schedules. */
export interface Clock {
  /** Counted from 0 within the stage. */
  readonly step: number;
  /** Steps in the stage. */
  readonly steps: number;
  /** Steps in one pass over the training data. */
  readonly stepsPerEpoch: number;
}

/** A learning rate at each moment: a pure function of the clock. */
export type RateSchedule = (clock: Clock) => number;

/** The same rate throughout. */
export function constantRate(rate: number): RateSchedule {
  return () => rate;
}

/** Attributes of a cosine schedule. */
export interface CosineOptions {
  /** `epoch`: changes between epochs, as the paper's code does; `step`: at every step. Default `step`. */
  readonly per?: 'epoch' | 'step';
  /** The rate at the end. Default 0. */
  readonly floor?: number;
}

/**
 * Half a cosine from `peak` down to `floor`: floor + (peak − floor) · (1 + cos πx) / 2, x the part of the stage that is
 * over (Loshchilov and Hutter, 2017).
 */
export function cosineRate(peak: number, options: CosineOptions = {}): RateSchedule {
  const floor = options.floor ?? 0;
  return (clock) => floor + ((peak - floor) * (1 + Math.cos(Math.PI * elapsed(clock, options.per ?? 'step')))) / 2;
}

/**
 * Multiplied by `factor` at each milestone.
 *
 * @param rate - The first rate.
 * @param milestones - Parts of the stage, from 0 to 1, in order: `[0.5, 0.75]`.
 * @param factor - Default 0.1.
 */
export function steppedRate(rate: number, milestones: readonly number[], factor = 0.1): RateSchedule {
  return (clock) => rate * factor ** milestones.filter((part) => clock.step >= Math.round(part * clock.steps)).length;
}

/** Lets another schedule's rate rise linearly from 0 over the first steps: step s has (s + 1) / (length + 1) of it. */
export function warmUp(length: number, then: RateSchedule): RateSchedule {
  return (clock) => then(clock) * Math.min(1, (clock.step + 1) / (length + 1));
}

function elapsed(clock: Clock, per: 'epoch' | 'step'): number {
  if (per === 'step') return clock.step / clock.steps;
  return (Math.floor(clock.step / clock.stepsPerEpoch) * clock.stepsPerEpoch) / clock.steps;
}
