import { percentText } from '../mask/facts.ts';
import type { Duration } from './duration.ts';
import type { Place, Timetable } from './timetable.ts';

const places: Readonly<Record<Place, string>> = {
  forward: 'before the forward pass',
  update: 'before the update',
  insteadOfUpdate: 'in place of the update',
  afterUpdate: 'after the update',
};

/** A duration in words: `100 steps`, `1 epoch`, `1.6 % of the stage, 10 steps at least`. */
export function durationText(duration: Duration): string {
  if (typeof duration === 'number') return counted(duration, 'step');
  if ('steps' in duration) return counted(duration.steps, 'step');
  if ('epochs' in duration) return counted(duration.epochs, 'epoch');
  const { share, least } = duration;
  return `${percentText(share)} of the stage${least === undefined ? '' : `, ${counted(least, 'step')} at least`}`;
}

/** When masks change, in words; what is the default is left out. */
export function timetableText({ every, offset = 0, start = 0, end, clock, place }: Timetable): string {
  return [
    `each ${durationText(every).replace(/^1 /, '')}`,
    ...(isNothing(offset) ? [] : [`each sub-net ${durationText(offset)} later`]),
    ...(isNothing(start) ? [] : [`from ${durationText(start)}`]),
    ...(isAll(end) ? [] : [`to ${durationText(end)}`]),
    ...(clock === 'rounds' ? ['counted in rounds'] : []),
    places[place],
  ].join('; ');
}

/** The end of a ramp, in words: `to 68.8 % of the stage`, `to the end`. */
export function rampEndText({ until }: Timetable): string {
  return isAll(until) ? 'to the end' : `to ${durationText(until)}`;
}

function isAll(end: Duration | undefined): end is undefined {
  return end === undefined || (typeof end === 'object' && 'share' in end && end.share >= 1);
}

function isNothing(duration: Duration): boolean {
  return Object.values(typeof duration === 'number' ? { duration } : duration).every((value) => value === 0);
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
