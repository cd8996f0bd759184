// Medians, and how sure they are.
import { randomStream } from '@altsparse/core';

/** The value below which a share of the numbers lies, interpolated between neighbours. */
export function quantile(values, share) {
  const sorted = Float64Array.from(values).sort();
  const place = (sorted.length - 1) * share;
  const low = Math.floor(place);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (sorted[high] - sorted[low]) * (place - low);
}

/** The middle value. */
export const median = (values) => quantile(values, 0.5);

/**
 * The median ratio of paired times with a 95 % interval: pairs are drawn again with replacement (percentile bootstrap),
 * so that what slows both of a pair down does not count.
 */
export function pairedRatio(times, base, { draws = 2000, seed = 1 } = {}) {
  const ratios = times.map((time, index) => time / base[index]);
  const random = randomStream(seed, 'bootstrap');
  const medians = Array.from({ length: draws }, () => median(ratios.map(() => ratios[random.below(ratios.length)])));
  return { median: median(ratios), low: quantile(medians, 0.025), high: quantile(medians, 0.975) };
}

/** Distance of two vectors by the length of the second: ‖a − b‖ / ‖b‖, in float64; 0 where both are 0. */
export function relativeDistance(a, b) {
  let difference = 0;
  let length = 0;
  for (let i = 0; i < b.length; i++) {
    difference += (a[i] - b[i]) ** 2;
    length += b[i] ** 2;
  }
  return difference === 0 ? 0 : Math.sqrt(difference / length);
}

/** Two-sided 95 % points of Student's t by degrees of freedom, from 1. */
const studentT = [12.71, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];

/** The mean with its 95 % interval by Student's t; at most 11 values. One value alone has no bounds. */
export function meanInterval(values) {
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
  if (values.length < 2) return { mean, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const point = studentT[values.length - 2];
  if (point === undefined) throw new Error(`At most ${studentT.length + 1} values, not ${values.length}.`);
  const variance = values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (values.length - 1);
  const reach = point * Math.sqrt(variance / values.length);
  return { mean, low: mean - reach, high: mean + reach };
}

/** The geometric mean of ratios with its 95 % interval, taken over logarithms. */
export function ratioInterval(ratios) {
  const { mean, low, high } = meanInterval(ratios.map(Math.log));
  return { mean: Math.exp(mean), low: Math.exp(low), high: Math.exp(high) };
}

/** The mean of `values[i] - base[i]` with its 95 % interval (paired t). */
export function pairedDifference(values, base) {
  return meanInterval(values.map((value, index) => value - base[index]));
}

/** The normal distribution's point above which 1 in 1000 lies. */
const oneInThousand = 3.09;

/** The accuracy that guessing among equally frequent classes passes on so many images about once in 1000 times. */
export function chanceLimit(classes, images) {
  const chance = 1 / classes;
  return chance + oneInThousand * Math.sqrt((chance * (1 - chance)) / images);
}
