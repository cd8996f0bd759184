import type { Batch, GraphPlan, Network } from '@altsparse/core';
import { passTime, weightsAt } from './pass-time.ts';

/** Sparsities at which both engines are timed. */
const timedAt = [0, 0.5, 0.9];

/** Forward and backward passes of both engines, timed. */
export interface SwitchTimes {
  /** Milliseconds of the dense engine, at any sparsity. */
  readonly dense: number;
  /** Of the sparse one: sparsity, milliseconds; sparsities rise. */
  readonly sparse: readonly (readonly [sparsity: number, milliseconds: number])[];
}

/** What is timed. */
export interface TimingRequest {
  /** The graph. */
  readonly plan: GraphPlan;
  /** A batch of the size that the run has. */
  readonly batch: Batch;
  /** The dense engine on the graph. */
  readonly dense: Network;
  /** The sparse one. */
  readonly sparse: Network;
}

/** Times a forward and backward pass on both engines: of two, after one to get warm, the faster. Masks are random. */
export async function timeSwitch({ plan, batch, dense, sparse }: TimingRequest): Promise<SwitchTimes> {
  const times: [number, number][] = [];
  for (const [version, sparsity] of timedAt.entries()) {
    const weights = weightsAt(plan, sparsity, version);
    times.push([sparsity, await passTime(sparse, weights, batch)]);
  }
  return { dense: await passTime(dense, weightsAt(plan, 0, timedAt.length), batch), sparse: times };
}

/**
 * The sparsity from which the sparse engine is the faster one: where the straight lines between its times cross the dense
 * engine's, rounded up to a hundredth. 0: it always is. 1: it is at none of them.
 */
export function switchPoint({ dense, sparse }: SwitchTimes): number {
  const last = sparse.findLastIndex(([, time]) => time > dense);
  const [from, to] = [sparse[last], sparse[last + 1]];
  if (to === undefined) return 1;
  if (from === undefined) return to[0];
  const share = (from[1] - dense) / (from[1] - to[1]);
  return Math.ceil(100 * (from[0] + share * (to[0] - from[0]))) / 100;
}
