import { alternating, type Duration, type Timetable } from '@altsparse/core';
import type { Recording } from './record.ts';

/**
 * From which step on a sub-net must be at its target, worked out from the timetable's words alone: −1 for the first mask;
 * undefined if there is no such step.
 */
export function metFrom(recording: Recording, subnet: number): number | undefined {
  const { made, scenario } = recording;
  if (![made.initial, ...made.moves].some((move) => move.reachesTarget)) return undefined;
  if (made.initialSparsity >= (scenario.targets[subnet] ?? 0)) return -1;
  return lastOfRamp(recording, subnet);
}

/** The own step of the first event at or after the ramp's end. */
function lastOfRamp({ made, states, settings, scenario }: Recording, subnet: number): number | undefined {
  if (made.timetable === undefined) return undefined;
  const { every, number, delay, end, byRound } = rampEnd(made.timetable, subnet, states.length);
  const count = scenario.targets.length;
  const { turn } = settings.scheduler ?? alternating();
  for (let step = 0; step < end; step++) {
    const { subnets, round } = turn(step, count, settings.seed ?? 1);
    const k = ((byRound ? round * count : step) - delay) / every;
    if (subnets.includes(subnet) && k >= number && (!byRound || Number.isInteger(k))) return step;
  }
  return undefined;
}

interface RampEnd {
  readonly every: number;
  /** Number of the first event at or after the ramp's end. */
  readonly number: number;
  /** How much later this sub-net is. */
  readonly delay: number;
  /** No event from here on. */
  readonly end: number;
  readonly byRound: boolean;
}

function rampEnd(timetable: Timetable, subnet: number, steps: number): RampEnd {
  const whole = (duration: Duration): number => Math.round(stepsIn(duration, steps));
  const all = { share: 1 };
  const { start = 0, until = all, end = all, offset = 0, place, clock } = timetable;
  const every = Math.max(1, whole(timetable.every));
  const first = Math.max(place === 'forward' ? 0 : 1, Math.ceil(whole(start) / every));
  return {
    every,
    number: Math.max(first, Math.floor(whole(until) / every)),
    delay: subnet * whole(offset),
    end: Math.min(steps, whole(end)),
    byRound: clock === 'rounds',
  };
}

/** Epochs of the kit have 8 steps. */
function stepsIn(duration: Duration, steps: number): number {
  if (typeof duration === 'number') return duration;
  if ('steps' in duration) return duration.steps;
  if ('epochs' in duration) return 8 * duration.epochs;
  return Math.max(duration.least ?? 0, duration.share * steps);
}
