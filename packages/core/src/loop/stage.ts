import type { BatchSource } from '../data/batch.ts';
import type { Loss } from '../loss/loss.ts';
import type { Strategy } from '../mask/strategy.ts';
import type { Optimizer } from '../optimizer/optimizer.ts';
import type { WeightDecay } from '../optimizer/weight-decay.ts';
import type { Duration } from '../schedule/duration.ts';
import type { RateSchedule } from '../schedule/learning-rate.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import type { NormalisationRule } from '../store/layout.ts';
import type { Surgery } from '../surgery/surgery.ts';

/** One sub-net: a bare number is its target sparsity, in [0, 1). */
export type SubnetSpec =
  | number
  | {
      /** What tables call it. */
      readonly name: string;
      /** Target sparsity, in [0, 1). */
      readonly sparsity: number;
    };

/**
 * What a stage begins with: new weights; what the stage before left; or the weights, slots and statistics that an
 * earlier stage had at a step, under the masks that the stage before left (lottery ticket).
 */
export type StageStart =
  | 'fresh'
  | 'previous'
  | {
      /** Number of the earlier stage. */
      readonly stage: number;
      /** Before which of its steps. */
      readonly step: number;
    };

/** One pass of the loop, as parts. */
export interface StageOptions {
  /** What events and progress call it. Default: nothing. */
  readonly name?: string;
  /** Sub-nets, least sparse first. */
  readonly subnets: readonly SubnetSpec[];
  /** How masks begin and change. */
  readonly strategy: Strategy;
  /** Who trains when. Default: alternating. */
  readonly scheduler?: Scheduler;
  /** What happens to gradients that meet. Default: nothing. */
  readonly surgery?: Surgery;
  /** Default: SGD with momentum 0.9. */
  readonly optimizer?: Optimizer;
  /** Default: cosine from 0.1 by step. */
  readonly learningRate?: RateSchedule;
  /** Default 0. */
  readonly weightDecay?: WeightDecay;
  /** Largest norm of a step's gradient. Default: no limit. */
  readonly clipNorm?: number;
  /** Batches whose gradients are averaged in one step. Default 1. */
  readonly accumulate?: number;
  /** Default: cross-entropy. */
  readonly loss?: Loss;
  /** How long. In steps or epochs; a share has no meaning here. */
  readonly length: Duration;
  /** Training batches. */
  readonly data: BatchSource;
  /** Batches for evaluation; their order does not matter. Absent: no evaluation. */
  readonly evaluation?: BatchSource;
  /** How often. Default: after each epoch; always at the end. */
  readonly evaluateEvery?: Duration;
  /** What sub-nets share of each normalisation. Default: nothing, all private. */
  readonly normalisation?: readonly NormalisationRule[];
  /** Default: `fresh` for the first stage, `previous` for others. */
  readonly start?: StageStart;
  /**
   * The first masks: `strategy`, those that its initial move makes of what it finds; `previous`, those that the stage
   * before left, and ramps then rise from the targets of that stage. Default `strategy`.
   */
  readonly masks?: 'strategy' | 'previous';
  /** A sub-net cannot reach its target before the end: refuse the run, or go on. Default `refuse`. */
  readonly unreached?: 'refuse' | 'allow';
}

/** The target sparsity of a sub-net. */
export function targetOf(subnet: SubnetSpec): number {
  return typeof subnet === 'number' ? subnet : subnet.sparsity;
}

/** The name of a sub-net; of a bare number: `90 %`. */
export function nameOf(subnet: SubnetSpec): string {
  return typeof subnet === 'number' ? `${Number((subnet * 100).toFixed(2))} %` : subnet.name;
}
