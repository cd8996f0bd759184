import type { RunEvent } from '@altsparse/core';

/** Share of a mean that a new value takes: about the last twenty values count, so that means follow what changes. */
const freshness = 0.05;

/** Estimates are looked back on this often over a stage. */
const marks = 20;

/** How long a stage will go on, by what it took so far, and how far off such estimates were. */
export interface TimeLeft {
  /** Takes in what happened. */
  follow(event: RunEvent): void;
  /** Seconds to the stage's end, evaluations included once one has been seen; NaN before the first step. */
  seconds(): number;
  /**
   * Mean distance between what earlier estimates said of the stretch up to now and what it took, as a share of that;
   * undefined while no estimate is old enough to tell.
   */
  error(): number | undefined;
}

/** What an estimate is made from. */
interface Pace {
  /** Milliseconds of a step: means by who trained, each as often as it came. */
  readonly step: number;
  /** Milliseconds of one evaluation of all sub-nets; 0 before the first. */
  readonly evaluation: number;
  /** Steps between evaluations; infinite before the first. */
  readonly every: number;
}

/** An estimate that is looked back on. */
interface Mark {
  readonly done: number;
  readonly time: number;
  readonly pace: Pace;
}

/** Steps of one set of sub-nets: a sparser one may be faster, and will be faster still when its mask has thinned out. */
interface Kind {
  count: number;
  mean: number;
}

/**
 * An estimate over one stage after the other.
 *
 * @param now - Milliseconds.
 */
export function timeLeft(now: () => number): TimeLeft {
  let state = beginning(0, now());
  return {
    follow(event) {
      if (event.type === 'stage') state = beginning(event.steps, now());
      else if (event.type === 'step') followStep(state, event, now());
      else if (event.type === 'evaluation') followEvaluation(state, event, now());
    },
    seconds: () => stretch(paceOf(state), state.done, state.steps, state.steps) / 1000,
    error: () => errorOf(state),
  };
}

interface State {
  readonly steps: number;
  readonly kinds: Map<string, Kind>;
  readonly marks: Mark[];
  done: number;
  /** When the last step or evaluation was over. */
  last: number;
  /** Milliseconds of the evaluation that is going on. */
  evaluating: number;
  /** Mean of whole evaluations, and how many steps lie between two. */
  evaluation: number;
  every: number;
}

function beginning(steps: number, time: number): State {
  return {
    steps,
    kinds: new Map(),
    marks: [],
    done: 0,
    last: time,
    evaluating: 0,
    evaluation: 0,
    every: Number.POSITIVE_INFINITY,
  };
}

function followStep(state: State, event: Extract<RunEvent, { type: 'step' }>, time: number): void {
  endEvaluation(state);
  const name = event.trained.map(({ subnet }) => subnet).join();
  const kind = state.kinds.get(name) ?? { count: 0, mean: event.milliseconds };
  kind.count++;
  kind.mean += Math.max(freshness, 1 / kind.count) * (event.milliseconds - kind.mean);
  state.kinds.set(name, kind);
  state.done = event.step + 1;
  state.last = time;
  const due = Math.floor((state.done * marks) / state.steps) > Math.floor(((state.done - 1) * marks) / state.steps);
  if (due) state.marks.push({ done: state.done, time, pace: paceOf(state) });
}

/** The time of an evaluation is what lies between its event and the one before. */
function followEvaluation(state: State, event: Extract<RunEvent, { type: 'evaluation' }>, time: number): void {
  if (state.every === Number.POSITIVE_INFINITY) state.every = event.step;
  state.evaluating += time - state.last;
  state.last = time;
}

function endEvaluation(state: State): void {
  if (state.evaluating === 0) return;
  const first = state.evaluation === 0;
  state.evaluation += (first ? 1 : 0.5) * (state.evaluating - state.evaluation);
  state.evaluating = 0;
}

function paceOf({ kinds, evaluation, evaluating, every }: State): Pace {
  const all = [...kinds.values()];
  const count = all.reduce((sum, kind) => sum + kind.count, 0);
  const step = all.reduce((sum, kind) => sum + (kind.count / count) * kind.mean, count === 0 ? Number.NaN : 0);
  return { step, evaluation: evaluation === 0 ? evaluating : evaluation, every };
}

/** Milliseconds from one number of steps done to another: the steps, and the evaluations between; one is at the end, too. */
function stretch({ step, evaluation, every }: Pace, from: number, to: number, steps: number): number {
  if (!Number.isFinite(every)) return (to - from) * step;
  const last = to === steps && steps % every !== 0 ? 1 : 0;
  const evaluations = Math.floor(to / every) - Math.floor(from / every) + last;
  return (to - from) * step + evaluations * evaluation;
}

/** The newest estimates have nothing to be judged by yet: a stretch is a twentieth of the stage or more. */
function errorOf({ marks: all, done, steps, last }: State): number | undefined {
  const errors = all
    .filter((mark) => done - mark.done >= steps / marks && last > mark.time)
    .map((mark) => Math.abs(stretch(mark.pace, mark.done, done, steps) / (last - mark.time) - 1));
  return errors.length === 0 ? undefined : errors.reduce((sum, one) => sum + one, 0) / errors.length;
}
