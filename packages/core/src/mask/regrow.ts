import { rankBy } from './ask-score.ts';
import { countKept } from './count.ts';
import { largestBy, slotsFact } from './facts.ts';
import { bySurvivors, type LayerWeight } from './layer-weight.ts';
import type { MaskView, Move, Score } from './move.ts';
import { randomScore } from './scores.ts';
import { markLargest } from './select.ts';
import { spreadGrowth } from './spread-growth.ts';

/** Attributes of growth across layers. */
export interface RegrowOptions {
  /** How what is grown is shared among layers. Default: in proportion to the weights left in each. */
  readonly weight?: LayerWeight;
  /** Inactive weights with the largest are grown. Default random. */
  readonly grow?: Score;
  /** May weights that this event dropped come back? `last`: only where there are too few others. Default `eligible`. */
  readonly dropped?: 'eligible' | 'last';
  /** Largest part of a layer's candidates that is grown while other layers have room, in (0, 1]. Default 1. */
  readonly cap?: number;
}

/**
 * Grows as many weights as the moves before it dropped in this event, so that the whole count stays while layers give to
 * each other (SNFS, DSR).
 */
export function regrow(options: RegrowOptions = {}): Move {
  const grow = options.grow ?? randomScore;
  return {
    name: 'regrow',
    facts: { grow: largestBy(grow), scope: 'between layers', ...slotsFact(grow) },
    ...(grow.needs === undefined ? {} : { needs: grow.needs }),
    apply: (view) => ({ mask: rankBy(grow, view, (scores) => grown(view, scores, options)) }),
  };
}

function grown(view: MaskView, scores: Float32Array, options: RegrowOptions): Uint8Array {
  const mask = view.mask.slice();
  const wanted = countKept(view.before);
  const weights = (options.weight ?? bySurvivors)(view);
  const fresh = mask.map((kept, i) => (kept === 1 || (options.dropped === 'last' && view.before[i] === 1) ? 0 : 1));
  // at first within the cap; what has found no place then takes any
  for (const pass of ['capped', 'any'] as const) {
    const among = pass === 'capped' ? fresh : mask.map((kept) => 1 - kept);
    const limits = view.layers.map(({ offset, length }) =>
      Math.floor((pass === 'capped' ? (options.cap ?? 1) : 1) * countKept(among, offset, offset + length)),
    );
    const counts = spreadGrowth(Math.max(0, wanted - countKept(mask)), weights, limits);
    view.layers.forEach(({ offset, length, name: layer }, i) => {
      markLargest(scores, counts[i] ?? 0, { from: offset, to: offset + length, among, layer }, mask);
    });
  }
  return mask;
}
