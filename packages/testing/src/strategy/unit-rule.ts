import type { MaskLayer } from '@altsparse/core';

/**
 * A pattern of units that stay or go as one, as the kit sees it, worked out without core. A unit is whole, or it keeps
 * `keep` weights; a weight that is in no unit stays.
 */
export interface UnitRule {
  /** How many weights a pruned unit keeps; all, where it has fewer. */
  readonly keep: number;
  /** The units of a layer, each as places in the layer's own mask. */
  units(layer: MaskLayer): readonly (readonly number[])[];
}

/**
 * The rule of N:M groups along the input axis (the last but one): of every `groupSize` neighbours a sparse group keeps
 * `keep`. Where the size does not divide, the last group is shorter.
 *
 * @param group - What may be left out: `remainder`, what happens where the size does not divide.
 * @example
 * describeStrategy(mine, { targets: [0.5, 0.75], units: (s) => groupsOf({ keep: 4 * (1 - s), groupSize: 4 }) });
 */
export function groupsOf(group: {
  /** How many of a group are kept. */
  readonly keep: number;
  /** How many neighbours are a group. */
  readonly groupSize: number;
  /** Where the size does not divide: a shorter group, a layer without groups, or groups that run on over kernel positions. Default `short`. */
  readonly remainder?: 'short' | 'dense' | 'cross';
}): UnitRule {
  const { keep, groupSize, remainder = 'short' } = group;
  return {
    keep,
    units(layer) {
      const [inputs = 1, outputs = 1] = layer.shape.slice(-2);
      if (remainder === 'short' || inputs % groupSize === 0) return sliced(layer, [groupSize, 1]);
      return remainder === 'dense'
        ? []
        : sliced({ ...layer, shape: [layer.length / outputs, outputs] }, [groupSize, 1]);
    },
  };
}

/**
 * The rule of blocks along the input and output axes; a pruned block is 0.
 *
 * @param size - Length along both; `Infinity`: all of the axis.
 * @example
 * describeStrategy(mine, { units: () => blocksOf([4, 4]) });
 */
export function blocksOf(size: readonly [inputs: number, outputs: number]): UnitRule {
  return { keep: 0, units: (layer) => sliced(layer, size) };
}

/** The rule of whole output channels: every weight that feeds one. */
export const channelRule: UnitRule = {
  keep: 0,
  units: ({ shape, length }) => {
    const outputs = shape.at(-1) ?? 1;
    return Array.from({ length: outputs }, (_, channel) =>
      Array.from({ length: length / outputs }, (__, i) => i * outputs + channel),
    );
  },
};

/** Puts each place into its unit, by kernel position, and by where it lies along the input and the output axis. */
function sliced({ shape, length }: Pick<MaskLayer, 'shape' | 'length'>, size: readonly [number, number]): number[][] {
  const [inputs = 1, outputs = 1] = shape.slice(-2);
  const units = new Map<string, number[]>();
  for (let place = 0; place < length; place++) {
    const [row, output] = [Math.floor(place / outputs), place % outputs];
    const [position, input] = [Math.floor(row / inputs), row % inputs];
    const key = `${position} ${Math.floor(input / size[0])} ${Math.floor(output / size[1])}`;
    units.set(key, [...(units.get(key) ?? []), place]);
  }
  return [...units.values()];
}

/** The units of a layer in the order of their first weights, and how many weights stay where all are pruned. */
export function unitsOf(
  rule: UnitRule,
  layer: MaskLayer,
): { readonly units: readonly (readonly number[])[]; readonly least: number } {
  const units = rule.units(layer).toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
  const gained = units.reduce((sum, { length }) => sum + length - Math.min(rule.keep, length), 0);
  return { units, least: layer.length - gained };
}

/** What is wrong with a layer's mask: units that are neither whole nor pruned, weights of none that are gone. */
export function unitFault(rule: UnitRule, mask: Uint8Array, layer: MaskLayer): string | undefined {
  const { units } = unitsOf(rule, layer);
  const inside = new Set(units.flat());
  const lost = mask.findIndex((kept, place) => kept === 0 && !inside.has(place));
  if (lost >= 0) return `weight ${lost} is in no unit, and is not kept`;
  for (const unit of units) {
    const kept = unit.filter((place) => mask[place] === 1).length;
    if (kept !== unit.length && kept !== Math.min(rule.keep, unit.length))
      return `the unit from weight ${unit[0]} keeps ${kept} of ${unit.length}: not all, and not ${rule.keep}`;
  }
  return undefined;
}
