import type { ResolvedExperiment } from './experiment.ts';
import { decisive } from './identity.ts';

/** A key that two configs give different values. */
export interface Difference {
  /** As people write it: `strategy.every`. */
  readonly key: string;
  /** In the first config; undefined: not there. */
  readonly before: unknown;
  /** In the second. */
  readonly after: unknown;
}

/** The keys in which two configs differ, as deep as both are objects. */
export function differences(before: unknown, after: unknown, key = ''): Difference[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (!isRecord(before) || !isRecord(after)) return [{ key, before, after }];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((name) => differences(before[name], after[name], key === '' ? name : `${key}.${name}`));
}

/** The keys that make two experiments different runs. */
export function decisiveDifferences(before: ResolvedExperiment, after: ResolvedExperiment): Difference[] {
  return differences(decisive(before), decisive(after));
}

/** `learningRate.peak: 0.1 → 0.2`. */
export function differenceText({ key, before, after }: Difference): string {
  const text = (value: unknown): string => (value === undefined ? 'not given' : JSON.stringify(value));
  return `${key}: ${text(before)} → ${text(after)}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
