import { AltsparseError } from '../error.ts';
import { matchesName, type NamePattern } from '../graph/pattern.ts';
import { attempt } from '../loop/blame.ts';
import { partPlace } from '../plugin/origin.ts';
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
 *
 * @throws AltsparseError `mask-target-unreachable` if the overridden layers keep more than the sum, or so few that the
 * others cannot make up for it.
 */
export function layerCounts(
  layers: readonly MaskLayer[],
  sparsity: number,
  distribution: Distribution,
  overrides: readonly LayerOverride[] = [],
): number[] {
  const own = layers.map((layer) => {
    const override = overrides.find((one) => matchesName(one.match, layer.name));
    return override === undefined ? undefined : keptCount(layer.length, override.sparsity);
  });
  const free = layers.filter((_, i) => own[i] === undefined);
  const left = keptCount(lengthOf(layers), sparsity) - own.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  refuseOverrides(left, lengthOf(free), layers.length - free.length);
  const shared = spread(free, left, distribution).values();
  return own.map((count) => count ?? shared.next().value ?? 0);
}

function spread(layers: readonly MaskLayer[], kept: number, distribution: Distribution): number[] {
  const sparsity = layers.length === 0 ? 0 : 1 - Math.max(0, kept) / lengthOf(layers);
  const shares = askDistribution(distribution, layers, sparsity);
  const wanted = layers.map((layer, i) => layer.length * (1 - (shares[i] ?? 0)));
  const limits = layers.map((layer) => layer.length);
  return roundToTotal(wanted, limits, kept);
}

function askDistribution(
  distribution: Distribution,
  layers: readonly MaskLayer[],
  sparsity: number,
): readonly number[] {
  return attempt(partPlace('distribution', distribution.name, 'spread', distribution), () => {
    const shares = distribution(layers, sparsity);
    // a hair beyond is rounding
    const wrong = layers.findIndex((_, i) => !((shares?.[i] ?? Number.NaN) >= -1e-6 && (shares[i] ?? 2) <= 1 + 1e-6));
    if (wrong < 0 && shares.length === layers.length) return shares;
    throw new AltsparseError(
      'distribution-range',
      'A distribution must give one sparsity from 0 to 1 for each layer.',
      {
        ...(wrong < 0 ? {} : { place: `layer ${layers[wrong]?.name}` }),
        found: wrong < 0 ? `${shares.length} numbers` : shares?.[wrong],
        ...(wrong < 0 ? { expected: `${layers.length} numbers` } : {}),
      },
    );
  });
}

function lengthOf(layers: readonly MaskLayer[]): number {
  return layers.reduce((sum, layer) => sum + layer.length, 0);
}

/** Each overridden layer may be off by one weight, through rounding. */
function refuseOverrides(left: number, room: number, overridden: number): void {
  if (overridden === 0 || (left >= -overridden && left <= room + overridden)) return;
  throw new AltsparseError(
    'mask-target-unreachable',
    'The sparsities of single layers leave no way to the whole one.',
    {
      place: 'overrides',
      found: `${left} weights to keep in the other layers`,
      expected: `0 to ${room}`,
    },
  );
}
