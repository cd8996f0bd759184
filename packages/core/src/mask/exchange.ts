import { rankBy } from './ask-score.ts';
import { countKept } from './count.ts';
import { cosineDecay, type Decay, shareAt } from './curve.ts';
import { exchangeUnits } from './exchange-units.ts';
import type { MaskView, Move, Score } from './move.ts';
import { exchangeFacts } from './move-facts.ts';
import { type PatternChoice, patternOf } from './pattern.ts';
import { hasUnits, nameOfChoice, refusePairs } from './refuse-options.ts';
import { gradientMagnitude, magnitude } from './scores.ts';
import { markAbove, markLargest, type Threshold } from './select.ts';

/** Attributes of an exchange. */
export interface ExchangeOptions {
  /** Share of a layer's active weights that is dropped at the start, in [0, 1]. Default 0.5. */
  readonly share?: number;
  /** What the share falls to in the end. Default 0 (the paper's text; its code has 0.005). */
  readonly floor?: number;
  /** How the share falls. Default cosine. */
  readonly decay?: Decay;
  /** What it falls over: the stage, or the ramp of the timetable, up to `until` (RigL). Default `stage`. */
  readonly over?: 'stage' | 'ramp';
  /** Active weights with the smallest are dropped. Default magnitude. */
  readonly drop?: Score;
  /** Inactive weights with the largest are grown. Default magnitude of the dense gradient. */
  readonly grow?: Score;
  /**
   * `active`: a layer's active weights compete to stay; `all`: all of its weights do, also one that was pruned before
   * (the paper's released code). Under a pattern `active` alone. Default `active`.
   */
  readonly rank?: 'active' | 'all';
  /**
   * `exact`, or `strict`: what is equal to the largest that goes, goes too, and more is grown instead. Under a pattern
   * `exact` alone. Default `exact`.
   */
  readonly threshold?: Threshold;
  /** How a share of weights becomes a whole number. Default `up` (GraNet, the paper's code); RigL rounds `down`. */
  readonly rounding?: 'up' | 'down';
  /** What is exchanged as one. Default: every weight for itself. */
  readonly pattern?: PatternChoice;
}

/**
 * Drops a share of each layer's active weights and grows as many inactive ones, so that each layer's count stays
 * (Eq. 1 and 2 of the paper). Candidates for growth are all inactive weights, those dropped in this event included.
 *
 * Under a pattern, a share of each layer's whole units is pruned, those with the smallest sums, and as many pruned ones
 * become whole, those with the largest. Pruned units keep the weights with the largest drop score.
 *
 * @throws AltsparseError `options-clash`.
 */
export function exchange(options: ExchangeOptions = {}): Move {
  refuseUnits(options);
  const drop = options.drop ?? magnitude;
  const grow = options.grow ?? gradientMagnitude;
  return {
    name: 'exchange',
    facts: exchangeFacts(drop, grow, options),
    needs: [...(drop.needs ?? []), ...(grow.needs ?? [])],
    apply(view) {
      const share = shareAt(
        options.decay ?? cosineDecay,
        options.over === 'ramp' ? view.event.progress : view.event.step / view.event.steps,
        options.share ?? 0.5,
        options.floor ?? 0,
      );
      const rounding = options.rounding ?? 'up';
      const pattern = patternOf(options.pattern, view);
      if (pattern !== undefined) return { mask: exchangeUnits(view, { pattern, share, rounding, drop, grow }) };
      const survivors = rankBy(drop, view, (scores) => dropShare(view, share, scores, options));
      return { mask: rankBy(grow, view, (scores) => growBack(view, survivors, scores)) };
    },
  };
}

/** Whole units are ranked among those of the mask, and counted exactly. */
function refuseUnits({ pattern, threshold, rank }: ExchangeOptions): void {
  const pair = { beside: nameOfChoice(pattern), hint: 'Leave one of them out.' };
  refusePairs('exchange', [
    { ...pair, option: "threshold: 'strict'", when: hasUnits(pattern) && threshold === 'strict' },
    { ...pair, option: "rank: 'all'", when: hasUnits(pattern) && rank === 'all' },
  ]);
}

function dropShare(view: MaskView, share: number, scores: Float32Array, options: ExchangeOptions): Uint8Array {
  const survivors = new Uint8Array(view.mask.length);
  const round = options.rounding === 'down' ? Math.floor : Math.ceil;
  for (const { offset, length, name: layer } of view.layers) {
    const active = countKept(view.mask, offset, offset + length);
    const dropped = round(share * active);
    const among = options.rank === 'all' ? {} : { among: view.mask };
    const candidates = { from: offset, to: offset + length, layer, ...among };
    if (options.threshold === 'strict' && dropped > 0) markAbove(scores, active - dropped + 1, candidates, survivors);
    else markLargest(scores, active - dropped, candidates, survivors);
  }
  return survivors;
}

function growBack(view: MaskView, survivors: Uint8Array, scores: Float32Array): Uint8Array {
  const free = survivors.map((kept) => 1 - kept);
  const grown = survivors.slice();
  for (const { offset, length, name: layer } of view.layers) {
    const missing = countKept(view.mask, offset, offset + length) - countKept(survivors, offset, offset + length);
    markLargest(scores, missing, { from: offset, to: offset + length, among: free, layer }, grown);
  }
  return grown;
}
