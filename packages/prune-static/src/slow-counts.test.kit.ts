import { layersOf, maskOfPlaces, ranked } from './slow.test.kit.ts';

/**
 * Whole counts of layers with an exact sum, weight by weight: each layer its quota rounded down, one at least; what is
 * missing goes to the largest remainder, what is too much comes from the smallest, ties to the lower layer.
 *
 * @returns Undefined where two layers of different lengths have the same remainder, so that rounding errors decide.
 */
export function slowCounts(quotas: readonly number[], lengths: readonly number[], total: number): number[] | undefined {
  const parts = quotas.map((quota) => Math.round(quota * 1e6) % 1e6);
  if (parts.some((part, a) => parts.some((other, b) => part === other && quotas[a] !== quotas[b]))) return undefined;
  const counts = quotas.map((quota) => Math.max(1, Math.floor(quota + 1e-9)));
  const most = lengths.reduce((a, b) => a + b);
  for (let sum = counts.reduce((a, b) => a + b); sum !== total && total <= most; ) {
    const step = Math.sign(total - sum);
    const open = [...counts.keys()].filter((i) =>
      step > 0 ? (counts[i] as number) < (lengths[i] as number) : (counts[i] as number) > 1,
    );
    const order = ranked(open, (i) => (quotas[i] as number) - (counts[i] as number));
    const at = (step > 0 ? order[0] : order.at(-1)) as number;
    counts[at] = (counts[at] as number) + step;
    sum += step;
  }
  return counts;
}

/**
 * A random mask by ERK: shares in proportion to Σ axes / Π axes, cut at 1, by bisection on the one factor; of each layer
 * the places with the largest draws. Undefined where rounding errors would decide.
 *
 * @param draws - One number for each weight.
 */
export function slowRandom(
  shapes: readonly (readonly number[])[],
  kept: number,
  draws: ArrayLike<number>,
): number[] | undefined {
  const lengths = shapes.map((shape) => shape.reduce((a, b) => a * b));
  const raw = shapes.map((shape, i) => shape.reduce((a, b) => a + b) / (lengths[i] as number));
  const quotasAt = (factor: number): number[] =>
    raw.map((one, i) => Math.min(1, one * factor) * (lengths[i] as number));
  let [low, high] = [0, 1e6];
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (quotasAt(middle).reduce((a, b) => a + b) < kept) low = middle;
    else high = middle;
  }
  const counts = slowCounts(quotasAt(high), lengths, Math.max(kept, shapes.length));
  if (counts === undefined) return undefined;
  const best = layersOf(lengths).map((layer, i) =>
    ranked(layer, (place) => draws[place] as number).slice(0, counts[i]),
  );
  return maskOfPlaces(new Set(best.flat()), draws.length);
}
