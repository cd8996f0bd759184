import { gridFamilies } from './grid.ts';
import type { MaskLayer } from './layer.ts';
import type { MaskView } from './move.ts';

/** Units of one layer that have the same form: unit u covers the weights `starts[u] + offsets[j]` of its layer. */
export interface UnitFamily {
  /** First weight of each unit, counted within the layer. */
  readonly starts: Int32Array;
  /** Where a unit's weights lie from its first one, rising from 0. */
  readonly offsets: Int32Array;
  /** How many weights a pruned unit keeps: 0 for blocks, N for N:M. */
  readonly keep: number;
}

/**
 * What is pruned and grown as one. A unit is whole (all its weights are in the mask) or pruned (as many as its family
 * keeps, those with the largest score). A layer's weights that are in no unit always stay.
 */
export interface Pattern {
  /** For records and messages: `2:4`. */
  readonly name: string;
  /** Units that stay pruned at an event: which weights they keep is chosen anew, or stays. It matters where `keep` is over 0. */
  readonly within: 'recompute' | 'fixed';
  /** Cuts a layer into units; no weight may be in two. */
  families(layer: MaskLayer): readonly UnitFamily[];
}

/** A pattern, or one for each sub-net. */
export type PatternChoice = Pattern | ((view: MaskView) => Pattern);

/** Every weight for itself: what moves do unless told otherwise. */
export const unstructured: Pattern = {
  name: 'unstructured',
  within: 'fixed',
  families: ({ shape }) =>
    gridFamilies(
      shape,
      shape.map(() => 1),
      () => 0,
    ),
};

/** The pattern of a view; undefined where every weight stands for itself. */
export function patternOf(choice: PatternChoice | undefined, view: MaskView): Pattern | undefined {
  const pattern = typeof choice === 'function' ? choice(view) : choice;
  return pattern === unstructured ? undefined : pattern;
}
