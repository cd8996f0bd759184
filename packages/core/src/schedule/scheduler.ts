import { AltsparseError } from '../error.ts';

/** What a scheduler decides for one step. */
export interface Turn {
  /** Number of the batch, counted from 0 over the stage. */
  readonly batch: number;
  /** The sub-nets that train, in order. */
  readonly subnets: readonly number[];
  /** Number of the round that the step belongs to; what surgery remembers ends with the round. */
  readonly round: number;
  /**
   * One of the turn's sub-nets: those after it learn from its softmax in this step instead of labels (in-place
   * distillation). Absent: all learn from labels.
   */
  readonly teacher?: number;
}

/** Says who trains when: a pure function of the step, and of the run's seed where it draws. */
export interface Scheduler {
  /** For records and messages. */
  readonly name: string;
  /**
   * The turn of a step.
   *
   * @param step - Counted from 0 within the stage.
   * @param count - How many sub-nets there are.
   * @param seed - The run's; a run always gives it. Default 0.
   */
  turn(step: number, count: number, seed?: number): Turn;
}

/**
 * One sub-net a step, one after the other (§3.1 of the paper). Each step takes the next batch.
 *
 * @param options - `hold`: steps that a sub-net trains before the next does; default 1.
 */
export function alternating(options: { readonly hold?: number } = {}): Scheduler {
  const hold = options.hold ?? 1;
  if (!Number.isInteger(hold) || hold < 1) {
    throw new AltsparseError('scheduler-option', 'A sub-net is held for one step or more.', {
      place: 'alternating.hold',
      found: hold,
    });
  }
  return {
    name: 'alternating',
    turn(step, count) {
      const visit = Math.floor(step / hold);
      return { batch: step, subnets: [visit % count], round: Math.floor(visit / count) };
    },
  };
}

/** All sub-nets on the same batch, in their order (least sparse first), gradients summed (Eq. 3; slimmable networks). */
export function joint(): Scheduler {
  return {
    name: 'joint',
    turn: (step, count) => ({ batch: step, subnets: Array.from({ length: count }, (_, index) => index), round: step }),
  };
}

/**
 * The last step before `step` in which a sub-net trained, or -1.
 *
 * @param scheduler - Asked step by step, backwards.
 * @param count - How many sub-nets there are.
 */
export function previousOwnStep(scheduler: Scheduler, count: number, subnet: number, step: number): number {
  let earlier = step - 1;
  while (earlier >= 0 && !scheduler.turn(earlier, count).subnets.includes(subnet)) earlier--;
  return earlier;
}
