/** What the oracles know of a layer: which places it has. */
export type Layers = readonly (readonly number[])[];

/** Layers of so many places each, one after the other. */
export function layersOf(lengths: readonly number[]): Layers {
  let next = 0;
  return lengths.map((length) => Array.from({ length }, () => next++));
}

/** Places by a number, largest first; where equal, the lower place first. */
export function ranked(places: Iterable<number>, by: (place: number) => number): number[] {
  return [...places].sort((p, q) => by(q) - by(p) || p - q);
}

/** The `count` best of some places over all layers, but the best of each layer in any case. */
export function bestOverall(
  among: readonly number[],
  layers: Layers,
  count: number,
  by: (place: number) => number,
): Set<number> {
  const first = layers.flatMap((layer) =>
    ranked(
      among.filter((place) => layer.includes(place)),
      by,
    ).slice(0, 1),
  );
  const others = ranked(
    among.filter((place) => !first.includes(place)),
    by,
  );
  return new Set([...first, ...others.slice(0, Math.max(0, count - first.length))]);
}

/** A set of places as a mask. */
export function maskOfPlaces(places: ReadonlySet<number>, length: number): number[] {
  return Array.from({ length }, (_, i) => (places.has(i) ? 1 : 0));
}

/** Lottery tickets in a bowl, by their paper: train, prune a share of what remains, go back to the weights at a step. */
export function slowLottery(run: {
  readonly layers: Layers;
  readonly weights: readonly number[];
  readonly aim: readonly number[];
  readonly rate: number;
  readonly steps: number;
  readonly share: number;
  readonly last: number;
  readonly rewindTo: number;
}): { masks: number[][]; weights: number[] } {
  const { layers, aim, rate, steps, share, last, rewindTo } = run;
  let weights = run.weights.map(Math.fround);
  let kept = new Set(weights.keys());
  let early = weights;
  const masks: number[][] = [];
  for (let round = 0; ; round++) {
    for (let step = round === 0 ? 0 : rewindTo; step < steps; step++) {
      if (round === 0 && step === rewindTo) early = weights;
      weights = weights.map((weight, i) => (kept.has(i) ? weight - rate * (weight - (aim[i] as number)) : 0));
    }
    masks.push(maskOfPlaces(kept, weights.length));
    if (kept.size <= Math.max(last, layers.length)) return { masks, weights };
    const count = Math.max(last, kept.size - Math.ceil(share * kept.size));
    kept = bestOverall([...kept], layers, count, (i) => Math.abs(weights[i] as number));
    weights = early.map((weight, i) => (kept.has(i) ? weight : 0));
  }
}
