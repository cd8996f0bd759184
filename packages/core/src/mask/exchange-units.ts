import { rankBy } from './ask-score.ts';
import { countKept } from './count.ts';
import type { MaskView, Score } from './move.ts';
import type { Pattern } from './pattern.ts';
import { markLargest } from './select.ts';
import { layUnits, planUnits, sumUnits, type UnitPlan, wholeUnits } from './units.ts';

/** What to exchange. */
export interface UnitExchange {
  /** What is exchanged as one. */
  readonly pattern: Pattern;
  /** Share of a layer's whole units. */
  readonly share: number;
  /** How that becomes a whole number. */
  readonly rounding: 'up' | 'down';
  /** The smallest go. */
  readonly drop: Score;
  /** The largest come. */
  readonly grow: Score;
}

/** `exchange` under a pattern. */
export function exchangeUnits(view: MaskView, { pattern, share, rounding, drop, grow }: UnitExchange): Uint8Array {
  const plan = planUnits(pattern, view.layers);
  const whole = wholeUnits(plan, view.mask);
  return rankBy(drop, view, (scores) => {
    const dropped = plan.ranges.map(({ from, to }) => roundBy(rounding, share * countKept(whole, from, to)));
    const after = swapUnits(plan, whole, dropped, sumUnits(plan, scores), () =>
      rankBy(grow, view, (growth) => sumUnits(plan, growth)),
    );
    return layUnits(plan, after, scores, view.mask);
  });
}

function roundBy(rounding: 'up' | 'down', value: number): number {
  return rounding === 'up' ? Math.ceil(value) : Math.floor(value);
}

function swapUnits(
  plan: UnitPlan,
  whole: Uint8Array,
  dropped: readonly number[],
  strength: Float32Array,
  askGrowth: () => Float32Array,
): Uint8Array {
  if (dropped.every((count) => count === 0)) return whole;
  const after = new Uint8Array(plan.count);
  plan.ranges.forEach(({ from, to }, layer) => {
    const stay = countKept(whole, from, to) - (dropped[layer] ?? 0);
    markLargest(strength, stay, { from, to, among: whole }, after);
  });
  const free = after.map((kept) => 1 - kept);
  const growth = askGrowth();
  plan.ranges.forEach(({ from, to }, layer) => {
    markLargest(growth, dropped[layer] ?? 0, { from, to, among: free }, after);
  });
  return after;
}
