import { matchesName } from '../graph/pattern.ts';
import { keptCount } from './count.ts';
import { cubicRamp, type Ramp, sparsityAt } from './curve.ts';
import { type Distribution, type LayerOverride, layerCounts, uniform } from './distribution.ts';
import type { MaskLayer } from './layer.ts';
import type { MaskView, Move, Score } from './move.ts';
import { magnitude } from './scores.ts';
import { markLargest, markLargestOverall } from './select.ts';

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
  /** Layers with a sparsity of their own at the target; on the way there it is scaled like the target. */
  readonly overrides?: readonly LayerOverride[];
}

/**
 * Prunes to the sparsity that the ramp gives at this event: keeps the best round(n · (1 − s)) weights exactly, one in
 * each layer at least (GraNet's scheduled pruning; §3.3 of the paper). A mask that is sparser already stays.
 */
export function pruneTo(options: PruneToOptions = {}): Move {
  const score = options.score ?? magnitude;
  return {
    name: 'prune-to',
    reachesTarget: true,
    ...(score.needs === undefined ? {} : { needs: score.needs }),
    apply: (view) => ({ mask: prune(view, score.score(view), options) }),
  };
}

function prune(view: MaskView, scores: Float32Array, options: PruneToOptions): Uint8Array {
  const sparsity = sparsityAt(
    options.ramp ?? cubicRamp,
    view.event.progress,
    view.initialSparsity,
    view.targetSparsity,
  );
  const among = options.rank === 'all' ? new Uint8Array(view.mask.length).fill(1) : view.mask;
  const overrides = scaled(options.overrides ?? [], sparsity / (view.targetSparsity || 1));
  const mask = new Uint8Array(view.mask.length);
  const scope = options.scope ?? 'global';
  if (scope === 'global') pruneOverall(view.layers, scores, sparsity, overrides, among, mask);
  else markByCounts(view.layers, layerCounts(view.layers, sparsity, scope, overrides), scores, among, mask);
  return mask;
}

function scaled(overrides: readonly LayerOverride[], part: number): LayerOverride[] {
  return overrides.map((one) => ({ ...one, sparsity: one.sparsity * Math.min(1, part) }));
}

function pruneOverall(
  layers: readonly MaskLayer[],
  scores: Float32Array,
  sparsity: number,
  overrides: readonly LayerOverride[],
  among: Uint8Array,
  out: Uint8Array,
): void {
  const total = keptCount(scores.length, sparsity);
  if (overrides.length === 0) return markLargestOverall(scores, total, layers, among, out);
  const counts = layerCounts(layers, sparsity, uniform, overrides);
  const free = among.slice();
  let left = total;
  layers.forEach((layer, i) => {
    if (!overrides.some((one) => matchesName(one.match, layer.name))) return;
    markByCounts([layer], [counts[i] ?? 0], scores, among, out);
    free.fill(0, layer.offset, layer.offset + layer.length);
    left -= counts[i] ?? 0;
  });
  markLargestOverall(scores, left, layers, free, out);
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
    markLargest(scores, counts[i] ?? 0, { from: layer.offset, to: layer.offset + layer.length, among }, out);
  });
}
