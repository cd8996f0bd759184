import { rankBy } from './ask-score.ts';
import { countKept } from './count.ts';
import { cosineDecay, type Decay, shareAt } from './curve.ts';
import { shareText, slotsFact, smallestBy } from './facts.ts';
import type { MaskView, Move, Score } from './move.ts';
import { magnitude } from './scores.ts';
import { markLargest } from './select.ts';

/** Attributes of dropping a share of each layer. */
export interface DropShareOptions {
  /** Share of a layer's active weights that is dropped at the start, in [0, 1]. Default 0.5. */
  readonly share?: number;
  /** What the share falls to at the stage's end. Default 0. */
  readonly floor?: number;
  /** How the share falls over the stage. Default cosine. */
  readonly decay?: Decay;
  /** Active weights with the smallest are dropped. Default magnitude. */
  readonly drop?: Score;
  /** The share of each layer, from the share of all; absent: the same for each. */
  readonly adjust?: (view: MaskView, share: number) => readonly number[];
}

/**
 * Drops ⌈share · active⌉ weights of each layer, but leaves it one. For strategies that grow elsewhere than they drop: a move
 * after this one grows (see `regrow`).
 */
export function dropShare(options: DropShareOptions = {}): Move {
  const drop = options.drop ?? magnitude;
  return {
    name: 'drop-share',
    facts: {
      drop: `${smallestBy(drop)}, ${shareText(options.share ?? 0.5, options.floor ?? 0, options.decay ?? cosineDecay)}`,
      scope: 'each layer',
      ...slotsFact(drop),
    },
    ...(drop.needs === undefined ? {} : { needs: drop.needs }),
    apply: (view) => ({ mask: rankBy(drop, view, (scores) => survivorsOf(view, scores, sharesOf(view, options))) }),
  };
}

function sharesOf(view: MaskView, options: DropShareOptions): readonly number[] {
  const elapsed = view.event.step / view.event.steps;
  const share = shareAt(options.decay ?? cosineDecay, elapsed, options.share ?? 0.5, options.floor ?? 0);
  return options.adjust?.(view, share) ?? view.layers.map(() => share);
}

function survivorsOf(view: MaskView, scores: Float32Array, shares: readonly number[]): Uint8Array {
  const survivors = new Uint8Array(view.mask.length);
  view.layers.forEach(({ offset, length, name: layer }, i) => {
    const active = countKept(view.mask, offset, offset + length);
    const left = Math.max(1, active - Math.ceil((shares[i] ?? 0) * active));
    markLargest(scores, left, { from: offset, to: offset + length, among: view.mask, layer }, survivors);
  });
  return survivors;
}
