import { matchesName, type NamePattern } from '../graph/pattern.ts';
import { keptCount, roundToTotal } from './count.ts';
import type { MaskLayer } from './layer.ts';

/** How a sparsity over all layers is spread: one sparsity per layer, before rounding to whole weights. */
export type Distribution = (layers: readonly MaskLayer[], sparsity: number) => readonly number[];

/** A sparsity of their own for some layers. */
export interface LayerOverride {
  /** Which layers, by name. */
  readonly match: NamePattern;
  /** From 0 to 1. */
  readonly sparsity: number;
}

/** The same sparsity in every layer. */
export const uniform: Distribution = (layers, sparsity) => layers.map(() => sparsity);

/**
 * Erdős–Rényi kernel: a layer's share of kept weights is in proportion to the sum of its axes over their product, layers
 * that would keep more than all are left dense and the rest scaled again (Evci et al., 2020; §6.1's densities).
 */
export const erk: Distribution = (layers, sparsity) => {
  const total = layers.reduce((sum, layer) => sum + layer.length, 0);
  const raw = layers.map((layer) => layer.shape.reduce((sum, axis) => sum + axis, 0) / layer.length);
  const dense = new Set<number>();
  for (;;) {
    const scale = erkScale(layers, raw, dense, total * (1 - sparsity));
    const over = raw.findIndex((value, i) => !dense.has(i) && value * scale > 1);
    if (over < 0) return raw.map((value, i) => (dense.has(i) ? 0 : 1 - value * scale));
    const largest = Math.max(...raw.filter((_, i) => !dense.has(i)));
    raw.forEach((value, i) => {
      if (value === largest) dense.add(i);
    });
  }
};

function erkScale(
  layers: readonly MaskLayer[],
  raw: readonly number[],
  dense: ReadonlySet<number>,
  kept: number,
): number {
  let left = kept;
  let weight = 0;
  layers.forEach((layer, i) => {
    if (dense.has(i)) left -= layer.length;
    else weight += layer.length * (raw[i] ?? 0);
  });
  return weight === 0 ? 0 : Math.max(0, left) / weight;
}

/**
 * How many weights each layer keeps: whole numbers with the exact sum round(n · (1 − sparsity)), overridden layers at
 * their own sparsity and the others spread so that the sum still holds.
 */
export function layerCounts(
  layers: readonly MaskLayer[],
  sparsity: number,
  distribution: Distribution,
  overrides: readonly LayerOverride[] = [],
): number[] {
  const total = keptCount(
    layers.reduce((sum, layer) => sum + layer.length, 0),
    sparsity,
  );
  const fixed = layers.map((layer) => overrides.find((one) => matchesName(one.match, layer.name)));
  const counts = layers.map((layer, i) => keptCount(layer.length, fixed[i]?.sparsity ?? 0));
  const free = layers.flatMap((layer, i) => (fixed[i] === undefined ? [{ layer, i }] : []));
  const left = total - counts.reduce((sum, count, i) => sum + (fixed[i] === undefined ? 0 : count), 0);
  const freeTotal = free.reduce((sum, { layer }) => sum + layer.length, 0);
  const shares = distribution(
    free.map(({ layer }) => layer),
    freeTotal === 0 ? 0 : 1 - Math.max(0, left) / freeTotal,
  );
  const rounded = roundToTotal(
    free.map(({ layer }, at) => layer.length * (1 - (shares[at] ?? 0))),
    free.map(({ layer }) => layer.length),
    left,
  );
  free.forEach(({ i }, at) => {
    counts[i] = rounded[at] ?? 0;
  });
  return counts;
}
