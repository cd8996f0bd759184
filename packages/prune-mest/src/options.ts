import type { Distribution, DistributionName, Duration, LayerOverride, Policies } from '@altsparse/core';

/**
 * A sparsity: a number says it outright; `{ keptTimes }` is where so many times the weights are kept that the target keeps,
 * `{ plus }` is so much above the target. What lies outside 0 to 1 becomes 0 or 1.
 */
export type Bound =
  | number
  | {
      /** 1 is the target, less is sparser: 0.8 at 90 % is 92 %. */
      readonly keptTimes: number;
    }
  | {
      /** 0 is the target, below 0 is denser: −0.05 at 90 % is 85 %. */
      readonly plus: number;
    };

/** Bounds that hold from a point of the timetable on. */
export interface Phase {
  /** Progress of the timetable at which the phase begins: the event's number over that of the last, from 0 to 1. */
  readonly from: number;
  /** Where an event prunes to. Not less than where it grows to. */
  readonly pruneTo: Bound;
  /** Where an event grows to, and what the mask has until the next. */
  readonly growTo: Bound;
}

/** Options of MEST, +EM and +EM&S; each may be left out. Sub-nets start where the first phase grows to. */
export interface MestOptions {
  /** How bounds are spread over layers. Default `uniform`. */
  readonly distribution?: DistributionName | Distribution;
  /** Layers with a sparsity of their own. Default: none. */
  readonly overrides?: readonly LayerOverride[];
  /** Period between updates of one sub-net's mask. Default share(5 / 160). */
  readonly every?: Duration;
  /** Sub-net number i has its updates i times this later. Default 0. */
  readonly offset?: Duration;
  /** No update before this. Default 0: the first is in step 0. */
  readonly start?: Duration;
  /** No update at or after this. Default share(1). */
  readonly end?: Duration;
  /** The bounds, phase by phase, in order; the first begins at 0, and the last should grow to the target. */
  readonly phases?: readonly Phase[];
  /**
   * λ of the importance |w| + λ · |gradient|, 0 or more. Default 0. With more than 0 masks change after the backward pass,
   * which has the gradient, and not before the forward pass.
   */
  readonly lambda?: number;
  /** What a weight has that is new to the union of all masks. Default zero, zero. */
  readonly grown?: Policies['grown'];
}

/** MEST's options as plain data. */
export type MestSettings = Omit<MestOptions, 'distribution'> & {
  /** How bounds are spread over layers. */
  readonly distribution?: DistributionName;
};
