import { AltsparseError } from '../error.ts';
import type { Layout } from '../store/layout.ts';
import type { Snapshot } from '../store/snapshot.ts';
import type { Stage } from './context.ts';
import type { Evaluation } from './evaluate.ts';

/**
 * Where a run stands between two steps, with all that it needs to go on: nothing else is remembered anywhere, for
 * batches, schedulers and random numbers are functions of the step.
 */
export interface RunState {
  /** Number of the stage under way. */
  readonly stage: number;
  /** Steps of that stage that are done. */
  readonly step: number;
  /** Weights, masks, statistics, slots, what moves and surgery remember. */
  readonly store: Snapshot;
  /** What later stages rewind to, by `stage/step`. */
  readonly rewinds: ReadonlyMap<string, Snapshot>;
  /** The last evaluation of each sub-net in this stage; empty before the first. */
  readonly evaluations: readonly Evaluation[];
  /** What observers remember, by name. Plain trees. */
  readonly observers: Readonly<Record<string, unknown>>;
}

/** A moment between two steps at which a run's state may be kept. */
export interface Moment {
  /** Number of the stage. */
  readonly stage: number;
  /** Steps of the stage that are done. */
  readonly step: number;
  /** Steps of all stages that are done. */
  readonly total: number;
  /** Steps in the stage. */
  readonly stageSteps: number;
  /** Steps of one pass over the training data. */
  readonly stepsPerEpoch: number;
  /** Is it the last of the stage? */
  readonly stageEnds: boolean;
  /** Was the run told to stop? Then nothing comes after this. */
  readonly stopping: boolean;
  /** What was found just now, sub-net by sub-net; absent if none was evaluated. */
  readonly evaluations?: readonly Evaluation[];
  /** Where each sub-net's arrays lie in the state's. */
  readonly layout: Layout;
  /** The state, as views: to be written or copied before the run goes on. */
  state(): RunState;
}

/** Keeps the state of a run while it goes on. */
export interface Keeper {
  /** Called after every step and its evaluation, and once when the run is told to stop; the run waits for it. */
  keep(moment: Moment): void | Promise<void>;
}

/** Refuses a state that stands nowhere in these stages. */
export function refuseState({ stage, step }: RunState, stages: readonly Stage[]): void {
  const length = stages[stage]?.length.steps ?? -1;
  if (Number.isInteger(step) && step >= 0 && step <= length) return;
  throw new AltsparseError('state-place', 'A state to go on from lies outside of the run.', {
    place: 'resume',
    found: `stage ${stage}, step ${step}`,
    expected: stages.map(({ index, length: { steps } }) => `stage ${index}, step 0 to ${steps}`).join('; '),
  });
}
