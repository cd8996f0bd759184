// Where two engines decide differently which weights grow, and whether rounding alone explains it.
import { relativeDistance } from '../lib/statistics.mjs';

/**
 * The rule, to be printed beside the numbers. AST changes masks before the optimizer's step: what is pruned and dropped goes by the same weights on both
 * engines, and only growth by scores that each has computed, a weight's |gradient|, layer by layer.
 */
const MASK_RULE =
  "From one state both engines make the same step. Masks change before the weights do, so that both prune and drop by the same weights and differ only in what they grow: in each layer the weights with the largest |gradient|. gap: how far a position that they decide differently lies, by the first engine's scores, from the other side of the cut. It is a tie broken by rounding where that is at most twice the largest difference between both engines' scores in the layer: the position and the cut may each move by one. All must be ties, and each layer's gradients within 1e-3 of each other, or half as far again as the control's if that is more (distance by the length of the first engine's).";

/** Distance of a layer's gradients that passes, by length. */
const distanceLimit = 1e-3;

/**
 * Compares a layer.
 *
 * @param first - `{ mask, gradient }` of the first engine.
 * @param second - Of the other.
 * @param from - First position of the layer.
 * @param to - The one after its last.
 * @returns `differ`: positions that one mask alone has; `ties` of them; `gap`: the largest; `difference`: the largest of scores; `reach`: `gap` by twice
 * `difference`, more than 1 where rounding does not explain it; `distance` of the gradients.
 */
export function compareLayer(first, second, from, to) {
  const [own, their] = [[], []];
  let difference = 0;
  for (let i = from; i < to; i++) {
    const score = Math.abs(first.gradient[i]);
    difference = Math.max(difference, Math.abs(score - Math.abs(second.gradient[i])));
    if (first.mask[i] !== second.mask[i]) (first.mask[i] === 1 ? own : their).push(score);
  }
  const gaps = gapsOf(own, their);
  const gap = Math.max(0, ...gaps);
  return {
    ...{ differ: gaps.length, ties: gaps.filter((one) => one <= 2 * difference).length, gap, difference },
    reach: gap === 0 ? 0 : gap / (2 * difference),
    distance: relativeDistance(second.gradient.subarray(from, to), first.gradient.subarray(from, to)),
  };
}

/** What only the first has lies above the cut, what only the other has below. Where nothing came instead, there is no other side. */
function gapsOf(own, their) {
  const [highest, lowest] = [largest(their), -largest(own.map((score) => -score))];
  return [...own.map((score) => score - highest), ...their.map((score) => lowest - score)];
}

/** A loop: there may be too many for arguments. */
const largest = (values) => values.reduce((most, one) => Math.max(most, one), Number.NEGATIVE_INFINITY);

/** What is said of an update, from its layers. */
export function joinLayers(layers) {
  const sum = (key) => layers.reduce((all, one) => all + one[key], 0);
  const most = (key) => layers.reduce((all, one) => Math.max(all, one[key]), 0);
  const [differ, ties] = [sum('differ'), sum('ties')];
  return {
    ...{ differ, ties, unexplained: differ - ties },
    ...{ gap: most('gap'), difference: most('difference'), reach: most('reach'), distance: most('distance') },
  };
}

/**
 * Counts over all updates. One must have changed something; every difference must be a tie, and gradients near to each other: within the limit, or half
 * as far again as an engine beside itself, if that is more.
 *
 * @param control - The largest distance of an engine beside itself.
 */
export function maskCheck(updates, control = 0) {
  const limit = Math.max(distanceLimit, 1.5 * control);
  const sum = (key) => updates.reduce((all, one) => all + one[key], 0);
  const distance = Math.max(0, ...updates.map((one) => one.distance));
  const [changed, unexplained] = [sum('changed'), sum('unexplained') + sum('elsewhere')];
  return {
    ...{ kept: sum('kept'), changed, differ: sum('differ') + sum('elsewhere'), ties: sum('ties'), unexplained },
    ...{ distance, limit, rule: MASK_RULE },
    passed: changed > 0 && unexplained === 0 && distance <= limit,
  };
}
