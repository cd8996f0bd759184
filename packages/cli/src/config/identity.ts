import { createHash } from 'node:crypto';
import type { ResolvedExperiment } from './experiment.ts';

/** JSON with the keys of every object in order, so that equal values give equal text. Undefined values are left out. */
export function stableJson(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}

/** Keys that change nothing of what a run computes: what is kept of it, and who reads along. */
export const idleKeys: readonly (keyof ResolvedExperiment)[] = ['checkpoint', 'observers', 'trace'];

/** The part of a config that decides a run's bits. */
export function decisive(experiment: ResolvedExperiment): Partial<ResolvedExperiment> {
  return Object.fromEntries(Object.entries(experiment).filter(([key]) => !(idleKeys as string[]).includes(key)));
}

/**
 * A run's identity: the first eight hexadecimal digits of SHA-256 over its resolved config, `checkpoint`, `observers` and
 * `trace` left out.
 */
export function runId(experiment: ResolvedExperiment): string {
  return createHash('sha256')
    .update(stableJson(decisive(experiment)))
    .digest('hex')
    .slice(0, 8);
}

/** Freezes a tree of plain data. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const one of Object.values(value)) deepFreeze(one);
  }
  return value;
}
