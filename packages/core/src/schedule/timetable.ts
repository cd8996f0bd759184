import { AltsparseError } from '../error.ts';
import { type Duration, inSteps, type StageLength } from './duration.ts';
import { previousOwnStep, type Scheduler } from './scheduler.ts';

/**
 * Where in a step masks change: before the forward pass; after the backward pass and before the update (the paper's);
 * in place of the update (RigL); after the update (GraNet, SET).
 */
export type Place = 'forward' | 'update' | 'insteadOfUpdate' | 'afterUpdate';

/** When masks change. */
export interface Timetable {
  /** Period between events of one sub-net. */
  readonly every: Duration;
  /** Sub-net number i has its events i times this later. Default 0. */
  readonly offset?: Duration;
  /** No event before this; the ramp starts here. Default 0. */
  readonly start?: Duration;
  /** The ramp ends here; exchange goes on. Default: the stage's end. */
  readonly until?: Duration;
  /** No event at or after this. Default: the stage's end. */
  readonly end?: Duration;
  /**
   * What events are counted by. `steps`: event k falls on the first own step at or after k · every + i · offset. `rounds`:
   * on the round whose number times the number of sub-nets, less i · offset, is exactly k · every (the paper's released
   * code); a period that is no multiple of the number of sub-nets then has events only where it is one, and the offset is
   * rounded to whole rounds, as that code counts it in own steps. Default `steps`.
   */
  readonly clock?: 'steps' | 'rounds';
  /** Where in the step. */
  readonly place: Place;
}

/** A timetable in whole steps. */
export interface ResolvedTimetable {
  /** Period, 1 or more. */
  readonly every: number;
  /** Stagger from one sub-net to the next. */
  readonly offset: number;
  /** Number of the first event: ⌈start / every⌉, and 1 or more unless the place is `forward`. */
  readonly firstEvent: number;
  /** k0 = ⌊start / every⌋: where the ramp's progress is 0. */
  readonly rampStart: number;
  /** K = ⌊until / every⌋: where the ramp's progress is 1. */
  readonly rampEnd: number;
  /** No event at or after this step. */
  readonly end: number;
  /** What events are counted by. */
  readonly clock: 'steps' | 'rounds';
  /** Where in the step. */
  readonly place: Place;
}

/** Puts a timetable into steps. The period is rounded to a whole step, 1 at least. */
export function resolveTimetable(timetable: Timetable, length: StageLength): ResolvedTimetable {
  const every = Math.max(1, inSteps(timetable.every, length));
  const start = inSteps(timetable.start ?? 0, length);
  const until = inSteps(timetable.until ?? { share: 1 }, length);
  if (until < start)
    throw new AltsparseError('timetable', 'The ramp ends before it starts.', {
      place: 'timetable.until',
      found: until,
      expected: `at least ${start} steps`,
    });
  return {
    every,
    offset: inSteps(timetable.offset ?? 0, length),
    firstEvent: Math.max(timetable.place === 'forward' ? 0 : 1, Math.ceil(start / every)),
    rampStart: Math.floor(start / every),
    rampEnd: Math.floor(until / every),
    end: Math.min(length.steps, inSteps(timetable.end ?? { share: 1 }, length)),
    clock: timetable.clock ?? 'steps',
    place: timetable.place,
  };
}

/** Who asks, and when. */
export interface DueQuestion {
  /** The stage's scheduler. */
  readonly scheduler: Scheduler;
  /** How many sub-nets there are. */
  readonly count: number;
  /** Which one asks. */
  readonly subnet: number;
  /** In which of its own steps. */
  readonly step: number;
}

/**
 * The number k of the event that a sub-net has in this step, or undefined: event k falls on the sub-net's first own
 * step at or after `k · every + subnet · offset`. With the released code's constants (999, 300, three sub-nets) this
 * gives its global iterations 999, 1300, 1601, 1998 …
 */
export function dueEvent(timetable: ResolvedTimetable, question: DueQuestion): number | undefined {
  const { scheduler, count, subnet, step } = question;
  if (timetable.clock === 'rounds') return eventOfRound(timetable, question);
  return eventAfter(timetable, subnet, step, () => previousOwnStep(scheduler, count, subnet, step));
}

/** Event k falls on the first own step at or after its time. */
function eventAfter(
  timetable: ResolvedTimetable,
  subnet: number,
  step: number,
  previous: () => number,
): number | undefined {
  const k = Math.floor((step - subnet * timetable.offset) / timetable.every);
  if (step >= timetable.end || k < timetable.firstEvent) return undefined;
  return k * timetable.every + subnet * timetable.offset > previous() ? k : undefined;
}

/** Event k falls on the first own step of a round, if the round's time is exactly its own. */
function eventOfRound(timetable: ResolvedTimetable, question: DueQuestion): number | undefined {
  const { scheduler, count, subnet, step } = question;
  const { round } = scheduler.turn(step, count);
  const offset = count * Math.round(timetable.offset / count);
  const k = (round * count - subnet * offset) / timetable.every;
  if (!Number.isInteger(k) || step >= timetable.end || k < timetable.firstEvent) return undefined;
  const previous = previousOwnStep(scheduler, count, subnet, step);
  return previous >= 0 && scheduler.turn(previous, count).round === round ? undefined : k;
}

/** How far the ramp is at event k, from 0 to 1; 1 when it has no length. */
export function rampProgress(timetable: ResolvedTimetable, k: number): number {
  const { rampStart, rampEnd } = timetable;
  return rampEnd <= rampStart ? 1 : Math.min(1, Math.max(0, (k - rampStart) / (rampEnd - rampStart)));
}

/** All events of one sub-net in a stage: `[k, step]`, in order. */
export function eventsOf(
  timetable: ResolvedTimetable,
  scheduler: Scheduler,
  count: number,
  subnet: number,
): readonly (readonly [number, number])[] {
  const events: (readonly [number, number])[] = [];
  let previous = -1;
  for (let step = 0; step < timetable.end; step++) {
    if (!scheduler.turn(step, count).subnets.includes(subnet)) continue;
    const before = previous;
    const k =
      timetable.clock === 'rounds'
        ? eventOfRound(timetable, { scheduler, count, subnet, step })
        : eventAfter(timetable, subnet, step, () => before);
    if (k !== undefined) events.push([k, step]);
    previous = step;
  }
  return events;
}
