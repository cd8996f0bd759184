import { type GraphPlan, maskLayers } from '@altsparse/core';
import { onesIn } from '../bits.ts';
import type { Recording } from './record.ts';
import { type UnitRule, unitsOf } from './unit-rule.ts';

/** What the last event of each sub-net asked for, and when. */
export interface Asked {
  /** How many weights are to be kept; undefined where the strategy does not say. */
  readonly count: number | undefined;
  /** Where that was asked. */
  readonly place: string;
}

/** round(n · (1 − s)), but one in each layer; worked out without core. */
export function wholeCount(plan: GraphPlan, sparsity: number): number {
  const layers = maskLayers(plan);
  const all = layers.reduce((sum, { length }) => sum + length, 0);
  return Math.max(layers.length, Math.min(all, Math.round(all * (1 - sparsity))));
}

/**
 * How many weights a sub-net may keep at its target. In whole units it is what comes nearest: half a unit more at most,
 * and in no layer less than its pruned units keep, or one whole unit where they keep nothing.
 */
export function mostAtTarget(recording: Recording, target: number, rule: UnitRule | undefined): number {
  const count = wholeCount(recording.scenario.plan, target);
  if (rule === undefined) return count;
  const layers = maskLayers(recording.scenario.plan).map((layer) => unitsOf(rule, layer));
  const gains = layers.flatMap(({ units }) => units.map(({ length }) => length - Math.min(rule.keep, length)));
  const least = layers.reduce((sum, { least: own, units }) => {
    const largest = Math.max(0, ...units.map(({ length }) => length));
    return sum + (own > 0 ? own : largest);
  }, 0);
  return Math.max(count, least) + Math.floor(Math.max(0, ...gains) / 2);
}

/** What the first mask of a sub-net was asked to have: where the ramp begins, or else where the strategy does. */
export function askedFirst({ made, scenario }: Recording, subnet: number): Asked {
  const target = scenario.targets[subnet] ?? 0;
  const start = Math.min(made.initialSparsity, target);
  const sparsity = made.moves.find((move) => move.sparsityAt)?.sparsityAt?.(0, start, target) ?? start;
  const count = wholeCount(scenario.plan, sparsity);
  return { count, place: `${scenario.name}, sub-net ${subnet}, first mask` };
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
    if (sparsity !== undefined) return { count: wholeCount(scenario.plan, sparsity), place };
    const reaches = made.moves.some((move) => move.reachesTarget);
    if (!reaches) return { ...askedFirst(recording, subnet), place };
    return { count: event.progress >= 1 ? wholeCount(recording.scenario.plan, target) : undefined, place };
  });
}

/** How many weights of one mask are not in another. */
export function countMissing(from: Uint8Array = new Uint8Array(), other: Uint8Array = new Uint8Array()): number {
  return onesIn(from.map((kept, i) => (kept === 1 && other[i] === 0 ? 1 : 0)));
}
