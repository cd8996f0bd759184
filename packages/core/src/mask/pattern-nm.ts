import { AltsparseError } from '../error.ts';
import { matchesName, type NamePattern } from '../graph/pattern.ts';
import type { Shape } from '../graph/shape.ts';
import { gridFamilies } from './grid.ts';
import type { MaskLayer } from './layer.ts';
import type { Pattern, UnitFamily } from './pattern.ts';

/**
 * What happens where the group size does not divide the input channels:
 * `short`, the last group has the channels that are left and keeps as many as a whole one would, as if filled up with zeros;
 * `dense`, the layer has no groups (as ASP skips it);
 * `cross`, groups run on over kernel positions (as SR-STE on a stem of 3 channels), within one output channel;
 * `refuse`, an error.
 */
export type Remainder = 'short' | 'dense' | 'cross' | 'refuse';

/** Attributes of N:M. */
export interface NmOptions {
  /** How many weights a sparse group keeps, 1 to `groupSize`. */
  readonly keep: number;
  /** How many neighbours are a group. */
  readonly groupSize: number;
  /** Where the group size does not divide. Default `short`. */
  readonly remainder?: Remainder;
  /** Sparse groups that stay sparse: choose their weights anew by score at each event, or never. Default `recompute`. */
  readonly within?: Pattern['within'];
  /** Layers without groups, by name. Default: none. */
  readonly leaveDense?: NamePattern;
  /** A layer whose channels are no multiples of these has no groups (ASP: 16 and 8). Default 1 and 1. */
  readonly multiples?: {
    /** Of input channels. */
    readonly in: number;
    /** Of output channels. */
    readonly out: number;
  };
}

/**
 * N:M: the `keep` largest of every `groupSize` neighbours along the input channels of a kernel `[height, width, in, out]`
 * or `[in, out]`. A unit is a group; whole it is dense, pruned it keeps `keep`. Ties go to the lower channel.
 *
 * @throws AltsparseError `pattern-option`; `pattern-remainder` when it meets a layer that it was told to refuse.
 * @example
 * exchange({ pattern: nm({ keep: 2, groupSize: 4 }) })
 */
export function nm(options: NmOptions): Pattern {
  const { keep, groupSize } = options;
  if (!(Number.isInteger(groupSize) && Number.isInteger(keep) && keep >= 1 && keep <= groupSize))
    throw new AltsparseError('pattern-option', 'An N:M pattern keeps from 1 to all weights of a group.', {
      place: 'nm',
      found: { keep, groupSize },
      expected: 'whole numbers with 1 ≤ keep ≤ groupSize',
    });
  return {
    name: `${keep}:${groupSize}`,
    within: options.within ?? 'recompute',
    families: (layer) => (staysDense(layer, options) ? [] : groupsOf(layer, options)),
  };
}

function channelsOf({ shape }: MaskLayer): { inputs: number; outputs: number } {
  return { inputs: shape.at(-2) ?? 1, outputs: shape.at(-1) ?? 1 };
}

function staysDense(layer: MaskLayer, { leaveDense, multiples, remainder, groupSize }: NmOptions): boolean {
  const { inputs, outputs } = channelsOf(layer);
  if (leaveDense !== undefined && matchesName(leaveDense, layer.name)) return true;
  if (multiples !== undefined && (inputs % multiples.in !== 0 || outputs % multiples.out !== 0)) return true;
  return remainder === 'dense' && inputs % groupSize !== 0;
}

function groupsOf(layer: MaskLayer, { keep, groupSize, remainder = 'short' }: NmOptions): readonly UnitFamily[] {
  const { inputs, outputs } = channelsOf(layer);
  const divides = inputs % groupSize === 0;
  if (!divides && remainder === 'refuse')
    throw new AltsparseError('pattern-remainder', 'A group size does not divide the input channels of a layer.', {
      place: `layer ${layer.name}`,
      found: `${inputs} input channels, groups of ${groupSize}`,
      hint: "Leave the layer dense, or say remainder: 'short', 'dense' or 'cross'.",
    });
  const positions = layer.length / (inputs * outputs);
  const rows: Shape = !divides && remainder === 'cross' ? [1, positions * inputs] : [positions, inputs];
  return gridFamilies([...rows, outputs], [1, groupSize, 1], (weights) => Math.min(keep, weights));
}
