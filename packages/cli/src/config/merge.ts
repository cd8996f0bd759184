import { exclusive } from './schema.ts';
import type { Values } from './set.ts';

/**
 * Values laid over others. A value replaces the one below it; two choices of the same part are laid over each other
 * option by option, so that a config can change one option of its preset's strategy.
 */
export function mergeValues(below: Values, above: Values): Values {
  const dropped = exclusive.filter((pair) => pair.some((key) => key in above)).flat();
  const kept = Object.entries(below).filter(([key]) => !dropped.includes(key));
  const merged: Record<string, unknown> = Object.fromEntries(kept);
  for (const [key, value] of Object.entries(above)) merged[key] = mergePart(merged[key], value);
  return merged;
}

function mergePart(below: unknown, above: unknown): unknown {
  if (typeof below === 'string' && typeof above === 'string') return above; // not every text names a part
  const base = typeof below === 'string' ? { use: below } : below;
  const top = typeof above === 'string' ? { use: above } : above;
  if (!isRecord(base) || typeof base.use !== 'string' || !isRecord(top)) return above;
  return top.use === undefined || top.use === base.use ? { ...base, ...top } : above;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
