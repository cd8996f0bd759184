import { randomStream } from '@altsparse/core';

/** What an oracle is told: plain numbers, one sub-net, weights that do not train. */
export interface SlowRun {
  /** Places of each layer. */
  readonly layers: readonly (readonly number[])[];
  /** Places of the first mask. */
  readonly first: readonly number[];
  readonly weights: readonly number[];
  readonly steps: number;
  readonly every: number;
  gradient(step: number): readonly number[];
}

/** An event as the published algorithms have it: the mask is changed, weights and momentum are there to read. */
export type SlowEvent = (now: {
  readonly mask: Set<number>;
  readonly weights: readonly number[];
  readonly momentum: readonly number[];
  readonly step: number;
  readonly k: number;
}) => void;

/** Runs events at every so manieth step; gives the mask after each and the weights at the end. */
export function slowly(
  run: SlowRun,
  event: SlowEvent,
  options: { keep?: boolean; momentum?: number; end?: number } = {},
): { masks: number[][]; weights: number[] } {
  const mask = new Set(run.first);
  const inside = (place: number): boolean => mask.has(place) || options.keep === true;
  const weights = run.weights.map((weight, place) => (inside(place) ? Math.fround(weight) : 0));
  let momentum = run.weights.map((weight) => Math.fround(-weight));
  const masks = [ranked(mask, (place) => -place)];
  for (let step = 1; step < run.steps; step++) {
    const gradient = run.gradient(step);
    momentum = momentum.map((old, place) => Math.fround((options.momentum ?? 0) * old + (gradient[place] as number)));
    if (step % run.every !== 0 || step >= (options.end ?? run.steps)) continue;
    const before = new Set(mask);
    event({ mask, weights, momentum, step, k: step / run.every });
    for (const place of weights.keys()) {
      const came = mask.has(place) && !before.has(place);
      const went = before.has(place) && !mask.has(place);
      if (came || (went && options.keep !== true)) weights[place] = 0;
    }
    masks.push(ranked(mask, (place) => -place));
  }
  return { masks, weights };
}

/** Places by a number, largest first; where equal, the lower place first. */
export function ranked(places: Iterable<number>, by: (place: number) => number): number[] {
  return [...places].sort((p, q) => by(q) - by(p) || p - q);
}

/** The random number of each place at a step of the first stage, seed 0, sub-net 0. */
export function drawn(count: number, step: number): number[] {
  const random = randomStream(0, 'random score', 0, step, 0);
  return Array.from({ length: count }, () => Math.fround(random.uniform()));
}

/** Takes the smallest so many of a layer out of the mask; gives what is left in it. */
export function dropSmallest(
  mask: Set<number>,
  layer: readonly number[],
  count: number,
  weights: readonly number[],
): void {
  const own = ranked(
    layer.filter((place) => mask.has(place)),
    (place) => Math.abs(weights[place] as number),
  );
  for (const place of own.slice(own.length - count)) mask.delete(place);
}

/** Puts the best so many of some places into the mask. */
export function growBest(mask: Set<number>, places: readonly number[], count: number, by: readonly number[]): void {
  const free = places.filter((place) => !mask.has(place));
  for (const place of ranked(free, (one) => by[one] as number).slice(0, count)) mask.add(place);
}

/** Shares a number out by weights, in whole parts up to limits. */
export function shareOut(total: number, weights: readonly number[], limits: readonly number[]): number[] {
  const parts: number[] = limits.map(() => 0);
  const full = new Set<number>();
  for (;;) {
    const open = [...limits.keys()].filter((i) => !full.has(i));
    const left = total - [...full].reduce((sum, i) => sum + (limits[i] as number), 0);
    const sum = open.reduce((all, i) => all + (weights[i] as number), 0);
    for (const i of open) parts[i] = left * (sum > 0 ? (weights[i] as number) / sum : 1 / open.length);
    const over = open.filter((i) => (parts[i] as number) >= (limits[i] as number));
    for (const i of over) {
      parts[i] = limits[i] as number;
      full.add(i);
    }
    if (over.length === 0) break;
  }
  const counts = parts.map(Math.floor);
  const rest = ranked(parts.keys(), (i) => (parts[i] as number) % 1);
  for (let i = 0; counts.reduce((sum, one) => sum + one, 0) < total; i = (i + 1) % rest.length) {
    const at = rest[i] as number;
    if ((counts[at] as number) < (limits[at] as number)) counts[at] = (counts[at] as number) + 1;
  }
  return counts;
}
