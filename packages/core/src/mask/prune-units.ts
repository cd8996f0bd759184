import { matchesName } from '../graph/pattern.ts';
import { keptCount } from './count.ts';
import { type Distribution, type LayerOverride, layerCounts, uniform } from './distribution.ts';
import type { MaskView } from './move.ts';
import type { Pattern } from './pattern.ts';
import { markLargest } from './select.ts';
import { markUnits } from './select-units.ts';
import { layUnits, planUnits, sumUnits, type UnitPlan, wholeUnits } from './units.ts';

/** What to prune to. */
export interface UnitTarget {
  /** What is pruned as one. */
  readonly pattern: Pattern;
  /** Over all layers. */
  readonly sparsity: number;
  /** Which layers compete. */
  readonly scope: 'global' | Distribution;
  /** Layers with a sparsity of their own. */
  readonly overrides: readonly LayerOverride[];
  /** Which units may be whole. */
  readonly rank: 'active' | 'all';
}

/** `pruneTo` under a pattern. */
export function pruneUnits(view: MaskView, scores: Float32Array, target: UnitTarget): Uint8Array {
  const { layers, mask } = view;
  const plan = planUnits(target.pattern, layers);
  const sums = sumUnits(plan, scores);
  const whole = wholeUnits(plan, mask);
  const among = target.rank === 'all' ? whole.map(() => 1) : whole;
  const counts = layerCounts(layers, target.sparsity, target.scope === 'global' ? uniform : target.scope, [
    ...target.overrides,
  ]);
  const chosen = new Uint8Array(plan.count);
  const alone = layers.map(
    ({ name }) => target.scope !== 'global' || target.overrides.some((one) => matchesName(one.match, name)),
  );
  counts.forEach((count, layer) => {
    if (alone[layer] === true) chooseIn(plan, layer, count, sums, among, chosen);
  });
  if (alone.includes(false)) chooseOverall(plan, keptCount(mask.length, target.sparsity), alone, sums, among, chosen);
  return layUnits(plan, chosen, scores, mask);
}

/** The mask with so many weights in each layer, as near as whole units allow. */
export function layCounts(plan: UnitPlan, counts: readonly number[], scores: Float32Array): Uint8Array {
  const sums = sumUnits(plan, scores);
  const among = new Uint8Array(plan.count).fill(1);
  const chosen = new Uint8Array(plan.count);
  counts.forEach((count, layer) => {
    chooseIn(plan, layer, count, sums, among, chosen);
  });
  return layUnits(plan, chosen, scores, new Uint8Array(scores.length).fill(1));
}

/** One layer by its count; a layer that would have no weight left keeps its best unit. */
function chooseIn(
  plan: UnitPlan,
  layer: number,
  count: number,
  sums: Float32Array,
  among: Uint8Array,
  chosen: Uint8Array,
): void {
  const range = plan.ranges[layer];
  if (range === undefined) return;
  const { from, to, least } = range;
  const budget = count - least - reserve(plan, layer, sums, among, chosen);
  const [taken, own] = [chosen.subarray(from, to), among.subarray(from, to)];
  const rest = own.map((may, unit) => (taken[unit] === 1 ? 0 : may));
  const gains = plan.gains.subarray(from, to);
  markUnits(sums.subarray(from, to), gains, budget, { from: 0, to: to - from, among: rest }, taken);
}

/** All other layers compete for what those that were chosen alone leave. */
function chooseOverall(
  plan: UnitPlan,
  count: number,
  alone: readonly boolean[],
  sums: Float32Array,
  among: Uint8Array,
  chosen: Uint8Array,
): void {
  let budget = count;
  const rest = among.slice();
  plan.ranges.forEach(({ from, to, least }, layer) => {
    if (alone[layer] !== true) reserve(plan, layer, sums, among, chosen);
    else rest.fill(0, from, to);
    budget -= least;
  });
  for (let unit = 0; unit < plan.count; unit++) {
    if (chosen[unit] === 0) continue;
    budget -= plan.gains[unit] as number;
    rest[unit] = 0;
  }
  markUnits(sums, plan.gains, budget, { from: 0, to: plan.count, among: rest }, chosen);
}

/** The best unit of a layer that keeps nothing otherwise; gives its weights. */
function reserve(plan: UnitPlan, layer: number, sums: Float32Array, among: Uint8Array, chosen: Uint8Array): number {
  const { from = 0, to = 0, least = 1 } = plan.ranges[layer] ?? {};
  if (least > 0) return 0;
  markLargest(sums, 1, { from, to, among }, chosen);
  const best = chosen.subarray(from, to).indexOf(1);
  return best < 0 ? 0 : (plan.gains[from + best] as number);
}
