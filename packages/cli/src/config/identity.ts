import { createHash } from 'node:crypto';
import type { ResolvedExperiment } from './experiment.ts';

/** JSON with the keys of every object in order, so that equal values give equal text. Undefined values are left out. */
function stableJson(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}

/** A run's identity: the first eight hexadecimal digits of SHA-256 over its resolved config. */
export function runId(experiment: ResolvedExperiment): string {
  return createHash('sha256').update(stableJson(experiment)).digest('hex').slice(0, 8);
}

/** Freezes a tree of plain data. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const one of Object.values(value)) deepFreeze(one);
  }
  return value;
}
