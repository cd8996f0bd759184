import type { GraphPlan } from '@altsparse/core';
import type { Machine } from '@altsparse/kernels';
import type { Regions } from '../memory/regions.ts';
import { lanes, linesOf } from '../program/buffer.ts';

/** What lies in a machine's memory as long as a network lives; lines. */
export interface Fixed {
  /** Of what is never masked: `[parameterCount − maskableCount]`. */
  readonly gradient: number;
  /** `[statisticCount]`: running ones. */
  readonly statistics: number;
  /** `[statisticCount]`: of the batch. */
  readonly moments: number;
  /** A line for each dropout. */
  readonly noise: number;
  /** Biases, scales and offsets, each from a line of its own. */
  readonly vectors: number;
  /** Floats there. */
  readonly vectorCount: number;
  /** Which parameter each of them is; −1: none. */
  readonly vectorIndices: number;
  /** The first line of a vector among `vectors`, by the parameter's place in the plan. */
  readonly vectorAt: ReadonlyMap<number, number>;
  /** Places 0, 1, 2 …. */
  readonly places: number;
  /** How many. */
  readonly placeCount: number;
}

// 256 KiB: they stay in the cache.
const placeCount = 2 ** 16;

/** Takes the memory that a network always needs. */
export function takeFixed(plan: GraphPlan, drops: number, regions: Regions, machine: Machine): Fixed {
  const take = (count: number): number => regions.take(linesOf(count)).line;
  const { at, indices } = placeVectors(plan);
  const fixed = {
    gradient: take(plan.parameterCount - plan.maskableCount),
    statistics: take(plan.statisticCount),
    moments: take(plan.statisticCount),
    noise: take(drops * lanes),
    vectors: take(indices.length),
    vectorCount: indices.length,
    vectorIndices: take(indices.length),
    vectorAt: at,
    places: take(placeCount),
    placeCount,
  };
  machine.write(fixed.vectorIndices, indices);
  machine.write(
    fixed.places,
    Int32Array.from({ length: placeCount }, (_, at) => at),
  );
  return fixed;
}

function placeVectors({ parameters }: GraphPlan): { at: Map<number, number>; indices: Int32Array } {
  const at = new Map<number, number>();
  const indices: number[] = [];
  for (const { role, offset, length } of parameters) {
    if (role === 'kernel') continue;
    at.set(offset, indices.length / lanes);
    for (let i = 0; i < lanes * linesOf(length); i++) indices.push(i < length ? offset + i : -1);
  }
  return { at, indices: Int32Array.from(indices) };
}
