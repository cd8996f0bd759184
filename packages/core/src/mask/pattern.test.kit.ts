import type { MaskLayer } from './layer.ts';

/** One unit, the slow way: its weights and how many a pruned one keeps. */
export interface SlowUnit {
  readonly layer: string;
  readonly weights: readonly number[];
  readonly keep: number;
}

type KeyOf = (at: readonly number[], layer: MaskLayer) => string;

/** Units by a name for each weight: weights of one layer with the same name are one unit, in the order of their first. */
export function slowUnits(layers: readonly MaskLayer[], keyOf: KeyOf, keep = 0): readonly SlowUnit[] {
  return layers.flatMap((layer) => {
    const groups = new Map<string, number[]>();
    for (let i = 0; i < layer.length; i++) {
      const key = keyOf(indicesOf(i, layer.shape), layer);
      groups.set(key, [...(groups.get(key) ?? []), layer.offset + i]);
    }
    return [...groups.values()].map((weights) => ({
      layer: layer.name,
      weights,
      keep: Math.min(keep, weights.length),
    }));
  });
}

function indicesOf(place: number, shape: readonly number[]): number[] {
  let rest = place;
  return shape
    .map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1))
    .map((stride) => {
      const index = Math.floor(rest / stride);
      rest -= index * stride;
      return index;
    });
}

/** N:M, the slow way: neighbours along the axis before the last. */
export const nmKey =
  (groupSize: number): KeyOf =>
  (at) =>
    at.map((index, axis) => (axis === at.length - 2 ? Math.floor(index / groupSize) : index)).join();

/** The mask of whole and pruned units, with a sort for each. */
export function slowLay(units: readonly SlowUnit[], whole: readonly boolean[], scores: readonly number[]): number[] {
  const mask = scores.map(() => 1);
  units.forEach(({ weights, keep }, unit) => {
    if (whole[unit] === true) return;
    const sorted = [...weights].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
    for (const place of sorted.slice(keep)) mask[place] = 0;
  });
  return mask;
}

/** Σ score of each unit. */
export function slowSums(units: readonly SlowUnit[], scores: readonly number[]): number[] {
  return units.map(({ weights }) => weights.reduce((sum, place) => sum + (scores[place] ?? 0), 0));
}

/** Numbers of units from the largest on, ties to the lower number. */
export function ranked(among: readonly number[], sums: readonly number[]): number[] {
  return [...among].sort((a, b) => (sums[b] ?? 0) - (sums[a] ?? 0) || a - b);
}
