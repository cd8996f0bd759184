import {
  largestBy,
  layUnits,
  type MaskView,
  type Move,
  magnitude,
  type Pattern,
  planUnits,
  rankBy,
  smallestBy,
} from '@altsparse/core';

/**
 * Makes every group sparse: of each the largest |w| stay, among all masters, also those outside the mask so far. No
 * group is compared with another, so nothing is selected over a whole layer.
 *
 * @param pattern - The patterns in words.
 */
export function sparsifyAll(patternFor: (view: MaskView) => Pattern, pattern: string): Move {
  const none = new Map<number, Uint8Array>();
  return {
    name: 'sparsify-all',
    facts: {
      drop: smallestBy(magnitude),
      grow: largestBy(magnitude),
      keep: largestBy(magnitude),
      scope: 'each group',
      pattern,
    },
    reachesTarget: true,
    ranks: 'all',
    sparsityAt: (_progress, _initial, target) => target,
    apply(view) {
      const plan = planUnits(patternFor(view), view.layers);
      const whole = none.get(plan.count) ?? new Uint8Array(plan.count);
      none.set(plan.count, whole);
      return { mask: rankBy(magnitude, view, (scores) => layUnits(plan, whole, scores, view.mask)) };
    },
  };
}
