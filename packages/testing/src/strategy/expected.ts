import { keptCount, maskLayers } from '@altsparse/core';
import type { Recording } from './record.ts';

/** What the last event of each sub-net asked for, and when. */
export interface Asked {
  /** How many weights are to be kept; undefined where the strategy does not say. */
  readonly count: number | undefined;
  /** Where that was asked. */
  readonly place: string;
}

/** round(n · (1 − s)), but one in each layer. */
export function wholeCount({ scenario: { plan } }: Recording, sparsity: number): number {
  return Math.max(maskLayers(plan).length, keptCount(plan.maskableCount, sparsity));
}

/** What the first mask of a sub-net was asked to have. */
export function askedFirst(recording: Recording, subnet: number): Asked {
  const { made, scenario } = recording;
  const start = Math.min(made.initialSparsity, scenario.targets[subnet] ?? 0);
  return { count: wholeCount(recording, start), place: `${scenario.name}, sub-net ${subnet}, first mask` };
}

/** What each sub-net was asked to have after a step. */
export function askedAfter(recording: Recording, step: number): readonly Asked[] {
  const { made, scenario, events } = recording;
  return scenario.targets.map((target, subnet) => {
    const event = events.findLast((one) => one.subnet === subnet && one.step <= step);
    const place = `${scenario.name}, sub-net ${subnet}, step ${step}`;
    if (event === undefined) return { ...askedFirst(recording, subnet), place };
    const ramp = made.moves.find((move) => move.sparsityAt !== undefined);
    const start = Math.min(made.initialSparsity, target);
    const sparsity = ramp?.sparsityAt?.(event.progress, start, target);
    if (sparsity !== undefined) return { count: wholeCount(recording, sparsity), place };
    const reaches = made.moves.some((move) => move.reachesTarget);
    if (!reaches) return { ...askedFirst(recording, subnet), place };
    return { count: event.progress >= 1 ? wholeCount(recording, target) : undefined, place };
  });
}
