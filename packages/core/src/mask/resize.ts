import { rankBy } from './ask-score.ts';
import { countKept } from './count.ts';
import { type Distribution, type LayerOverride, layerCounts, uniform } from './distribution.ts';
import { largestBy, type MoveFacts, scopeName, slotsFact, smallestBy } from './facts.ts';
import type { MaskView, Move, Score } from './move.ts';
import { magnitude, randomScore } from './scores.ts';
import { markLargest } from './select.ts';

/** Attributes of a move that brings each layer to a count. */
export interface ResizeOptions {
  /** The sparsity to bring the mask to, in [0, 1]. */
  readonly sparsity: (view: MaskView) => number;
  /** How it is spread over layers. Default uniform. */
  readonly distribution?: Distribution;
  /** Layers with a sparsity of their own; they stay at it. */
  readonly overrides?: readonly LayerOverride[];
  /** Which weights: `cutTo` keeps those with the largest (default magnitude), `growTo` adds them (default random). */
  readonly score?: Score;
}

/** Prunes each layer to its count at a sparsity that the options choose; a layer that has fewer stays as it is. */
export function cutTo(options: ResizeOptions): Move {
  const score = options.score ?? magnitude;
  const facts = { drop: smallestBy(score), ...commonFacts(score, options) };
  return resize('cut-to', score, facts, (view, scores) => {
    const mask = new Uint8Array(view.mask.length);
    countsOf(view, options).forEach((count, i) => {
      const { offset, length, name: layer } = view.layers[i] as (typeof view.layers)[number];
      markLargest(scores, count, { from: offset, to: offset + length, among: view.mask, layer }, mask);
    });
    return mask;
  });
}

/**
 * Grows each layer to its count at a sparsity that the options choose; a layer that has more stays as it is. Candidates
 * are all inactive weights, those dropped in this event included.
 */
export function growTo(options: ResizeOptions): Move {
  const score = options.score ?? randomScore;
  const facts = { grow: largestBy(score), ...commonFacts(score, options) };
  return resize('grow-to', score, facts, (view, scores) => {
    const mask = view.mask.slice();
    const among = mask.map((kept) => 1 - kept);
    countsOf(view, options).forEach((count, i) => {
      const { offset, length, name: layer } = view.layers[i] as (typeof view.layers)[number];
      const missing = count - countKept(view.mask, offset, offset + length);
      markLargest(scores, missing, { from: offset, to: offset + length, among, layer }, mask);
    });
    return mask;
  });
}

function commonFacts(score: Score, { distribution }: ResizeOptions): MoveFacts {
  return { scope: scopeName(distribution ?? uniform), ...slotsFact(score) };
}

function resize(
  name: string,
  score: Score,
  facts: MoveFacts,
  use: (view: MaskView, scores: Float32Array) => Uint8Array,
): Move {
  return {
    name,
    facts,
    ...(score.needs === undefined ? {} : { needs: score.needs }),
    apply: (view) => ({ mask: rankBy(score, view, (scores) => use(view, scores)) }),
  };
}

function countsOf(view: MaskView, { sparsity, distribution, overrides }: ResizeOptions): readonly number[] {
  return layerCounts(view.layers, sparsity(view), distribution ?? uniform, overrides);
}
