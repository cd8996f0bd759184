import { eventsOf } from '../schedule/timetable.ts';
import type { Stage } from './context.ts';

/** When a stage asks for gradients also where the mask is 0: never, in steps whose masks change, in every step. */
export type GradientDemand = 'never' | 'atEvents' | 'always';

/** What a stage's steps ask for, by what its parts declare. */
export function gradientDemand({ timetable, options }: Pick<Stage, 'timetable' | 'options'>): GradientDemand {
  const { moves, gradient } = options.strategy;
  if (gradient === 'straightThrough') return 'always';
  // A mask that changes before the update may grow weights whose gradient the update then needs.
  const changes = timetable?.place === 'update' || moves.some((move) => move.needs?.includes('gradient'));
  return timetable !== undefined && changes ? 'atEvents' : 'never';
}

/**
 * Of all passes of a stage, the share that asks for gradients at all positions, from 0 to 1. Long stages are counted
 * over their first steps.
 */
export function denseShare(stage: Stage): number {
  const demand = gradientDemand(stage);
  if (demand !== 'atEvents') return demand === 'always' ? 1 : 0;
  const { scheduler, targets, length, timetable } = stage;
  const end = Math.min(length.steps, countedSteps);
  const own = Array.from({ length: end }, (_, step) => scheduler.turn(step, targets.length).subnets.length);
  const passes = own.reduce((sum, count) => sum + count, 0);
  const counted = timetable && { ...timetable, end: Math.min(timetable.end, end) };
  const events = targets.map((_, i) => (counted ? eventsOf(counted, scheduler, targets.length, i).length : 0));
  return events.reduce((sum, count) => sum + count, 0) / passes;
}

const countedSteps = 100_000;
