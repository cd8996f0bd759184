import { matchesName } from '../graph/pattern.ts';
import { rankBy } from './ask-score.ts';
import { countKept, keptCount, roundToTotal } from './count.ts';
import { cubicRamp, type Ramp, sparsityAt } from './curve.ts';
import { type Distribution, type LayerOverride, layerCounts, uniform } from './distribution.ts';
import type { MaskLayer } from './layer.ts';
import type { MaskView, Move, Score } from './move.ts';
import { pruneFacts } from './move-facts.ts';
import { type PatternChoice, patternOf } from './pattern.ts';
import { pruneUnits } from './prune-units.ts';
import { hasUnits, nameOfChoice, refusePairs } from './refuse-options.ts';
import { magnitude } from './scores.ts';
import { markAbove, markLargest, markLargestOverall, type Threshold } from './select.ts';

/** Attributes of a scheduled pruning. */
export interface PruneToOptions {
  /** How the sparsity rises from the initial to the target. Default cubic. */
  readonly ramp?: Ramp;
  /** What is worth keeping. Default magnitude. */
  readonly score?: Score;
  /** `global`: all layers compete; otherwise each keeps its count by a distribution. Default `global`. */
  readonly scope?: 'global' | Distribution;
  /** `active`: only weights of the mask may stay (Eq. 1); `all`: any weight may, also one pruned before. Default `active`. */
  readonly rank?: 'active' | 'all';
  /**
   * `exact`: round(n · (1 − s)) weights stay, one in each layer at least; `strict`: those above the ⌊n · (1 − s)⌋-th
   * largest, one less or, with ties, fewer; a layer may die (the paper's released code). It goes with scope `global` alone,
   * without overrides or a pattern. Default `exact`.
   */
  readonly threshold?: Threshold;
  /** Layers with a sparsity of their own at the target; on the way there it is scaled like the target. */
  readonly overrides?: readonly LayerOverride[];
  /** What is pruned as one. Default: every weight for itself. */
  readonly pattern?: PatternChoice;
}

/**
 * Prunes to the sparsity that the ramp gives at this event: keeps the best round(n · (1 − s)) weights exactly, one in
 * each layer at least (GraNet's scheduled pruning; §3.3 of the paper). A mask that is sparser already stays.
 *
 * Under a pattern, units with the largest sums of scores stay whole, until the count of weights is as near to that as
 * whole units allow; the count of a distribution is met so in each layer for itself. Of a layer whose pruned units keep
 * nothing, one unit stays at least. With `rank: 'all'` any unit may be whole.
 *
 * @throws AltsparseError `options-clash`.
 */
export function pruneTo(options: PruneToOptions = {}): Move {
  refuseStrict(options);
  const score = options.score ?? magnitude;
  return {
    name: 'prune-to',
    facts: pruneFacts(score, options),
    reachesTarget: true,
    ranks: options.rank ?? 'active',
    sparsityAt: (progress, initial, target) => sparsityAt(options.ramp ?? cubicRamp, progress, initial, target),
    ...(score.needs === undefined ? {} : { needs: score.needs }),
    apply: (view) => ({ mask: rankBy(score, view, (scores) => prune(view, scores, options)) }),
  };
}

/** A strict threshold is one cut through all weights: it knows no units and no counts of layers. */
function refuseStrict({ threshold, pattern, scope = 'global', overrides = [] }: PruneToOptions): void {
  const option = "threshold: 'strict'";
  const strict = threshold === 'strict';
  const or = (other: string): string => `Use threshold: 'exact', or ${other}.`;
  refusePairs('prune-to', [
    { option, beside: nameOfChoice(pattern), when: strict && hasUnits(pattern), hint: or('leave the pattern out') },
    { option, beside: 'a scope of its own', when: strict && scope !== 'global', hint: or("use scope: 'global'") },
    { option, beside: 'overrides', when: strict && overrides.length > 0, hint: or('leave the overrides out') },
  ]);
}

function prune(view: MaskView, scores: Float32Array, options: PruneToOptions): Uint8Array {
  const { event, initialSparsity, targetSparsity } = view;
  const sparsity = sparsityAt(options.ramp ?? cubicRamp, event.progress, initialSparsity, targetSparsity);
  const among = options.rank === 'all' ? new Uint8Array(view.mask.length).fill(1) : view.mask;
  const overrides = scaled(options.overrides ?? [], sparsity / (targetSparsity || 1));
  const { scope = 'global' } = options;
  if (options.threshold === 'strict')
    return markAbove(scores, Math.floor(scores.length * (1 - sparsity)), { from: 0, to: scores.length, among });
  const pattern = patternOf(options.pattern, view);
  if (pattern !== undefined)
    return pruneUnits(view, scores, { pattern, sparsity, scope, overrides, rank: options.rank ?? 'active' });
  const ranked: Ranked = { layers: view.layers, scores, among };
  return scope === 'global'
    ? pruneOverall(ranked, sparsity, overrides)
    : pruneByLayer(ranked, sparsity, scope, overrides);
}

interface Ranked {
  readonly layers: readonly MaskLayer[];
  readonly scores: Float32Array;
  readonly among: Uint8Array;
}

function scaled(overrides: readonly LayerOverride[], part: number): LayerOverride[] {
  return overrides.map((one) => ({ ...one, sparsity: one.sparsity * Math.min(1, part) }));
}

/** A layer that has fewer candidates than its count leaves the rest to the others, so that the sum is exact. */
function pruneByLayer(
  ranked: Ranked,
  sparsity: number,
  scope: Distribution,
  overrides: readonly LayerOverride[],
): Uint8Array {
  const { layers, scores, among } = ranked;
  const counts = layerCounts(layers, sparsity, scope, overrides);
  const limits = layers.map(({ offset, length }) => countKept(among, offset, offset + length));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const mask = new Uint8Array(scores.length);
  markByCounts(layers, roundToTotal(counts, limits, total), scores, among, mask);
  return mask;
}

/** Overridden layers first, by their counts; the others compete for what is left. */
function pruneOverall(
  { layers, scores, among }: Ranked,
  sparsity: number,
  overrides: readonly LayerOverride[],
): Uint8Array {
  const mask = new Uint8Array(scores.length);
  const counts = layerCounts(layers, sparsity, uniform, overrides);
  const free = among.slice();
  layers.forEach((layer, i) => {
    if (!overrides.some((one) => matchesName(one.match, layer.name))) return;
    markByCounts([layer], [counts[i] ?? 0], scores, among, mask);
    free.fill(0, layer.offset, layer.offset + layer.length);
  });
  markLargestOverall(scores, keptCount(scores.length, sparsity) - countKept(mask), layers, free, mask);
  return mask;
}

/** Marks in each layer its count of largest scores. */
export function markByCounts(
  layers: readonly MaskLayer[],
  counts: readonly number[],
  scores: Float32Array,
  among: Uint8Array,
  out: Uint8Array,
): void {
  layers.forEach((layer, i) => {
    markLargest(
      scores,
      counts[i] ?? 0,
      { from: layer.offset, to: layer.offset + layer.length, among, layer: layer.name },
      out,
    );
  });
}
