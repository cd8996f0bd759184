import { rankBy } from './ask-score.ts';
import { countKept } from './count.ts';
import { slotsFact } from './facts.ts';
import type { MaskView, Move, Score } from './move.ts';
import { magnitude } from './scores.ts';
import { markLargest } from './select.ts';

/** Attributes of pruning below a threshold that adapts. */
export interface PruneBelowOptions {
  /** The first threshold, above 0. Default 0.001. */
  readonly threshold?: number;
  /** How many weights an event should drop, as a share of all maskable ones. Default 0.01. */
  readonly wanted?: number;
  /** How far off that number the threshold stays as it is. Default 0.1: from 0.9 to 1.1 of it. */
  readonly band?: number;
  /** What the threshold is divided or multiplied by. Default 2. */
  readonly factor?: number;
  /** Active weights whose score is below the threshold are dropped. Default magnitude. */
  readonly score?: Score;
}

/**
 * Drops all active weights below one threshold for all layers, but leaves each layer its best one. The threshold is the
 * move's state: an event that dropped too many makes it smaller, one that dropped too few larger (Mostafa and Wang, 2019).
 */
export function pruneBelow(options: PruneBelowOptions = {}): Move {
  const score = options.score ?? magnitude;
  return {
    name: 'prune-below',
    facts: { drop: `${score.name} below a threshold that adapts`, scope: 'all layers', ...slotsFact(score) },
    ...(score.needs === undefined ? {} : { needs: score.needs }),
    apply(view, state) {
      const threshold = (state as State | undefined)?.threshold ?? options.threshold ?? 0.001;
      const mask = rankBy(score, view, (scores) => above(view, scores, threshold));
      return { mask, state: { threshold: adapted(threshold, countKept(view.mask) - countKept(mask), view, options) } };
    },
  };
}

interface State {
  readonly threshold: number;
}

function above(view: MaskView, scores: Float32Array, threshold: number): Uint8Array {
  const mask = new Uint8Array(view.mask.length);
  for (const { offset, length, name: layer } of view.layers) {
    let count = 0;
    for (let i = offset; i < offset + length; i++)
      if (view.mask[i] === 1 && (scores[i] as number) >= threshold) count++;
    markLargest(scores, Math.max(1, count), { from: offset, to: offset + length, among: view.mask, layer }, mask);
  }
  return mask;
}

function adapted(threshold: number, dropped: number, view: MaskView, options: PruneBelowOptions): number {
  const { wanted = 0.01, band = 0.1, factor = 2 } = options;
  const due = wanted * view.mask.length;
  if (dropped > (1 + band) * due) return threshold / factor;
  return dropped < (1 - band) * due ? threshold * factor : threshold;
}
