/** What the oracle is told: plain numbers, alternating sub-nets, dense first masks, two layers. */
export interface SlowRun {
  readonly layers: readonly (readonly number[])[];
  readonly targets: readonly number[];
  readonly weights: readonly number[];
  readonly steps: number;
  readonly every: number;
  readonly offset: number;
  readonly until: number;
  gradient(step: number): readonly number[];
}

/**
 * AST as the paper has it, without anything of this project: sets of places, sorted lists, weights that do not train.
 * Returns each sub-net's places after each step, and the weights at the end.
 */
export function slowAst(run: SlowRun): { masks: number[][][]; weights: number[] } {
  const { layers, targets, steps, every, offset, until } = run;
  const weights = [...run.weights];
  const masks = targets.map(() => new Set(weights.keys()));
  const union = (): Set<number> => new Set(masks.flatMap((mask) => [...mask]));
  const history: number[][][] = [];
  for (let step = 0; step < steps; step++) {
    const i = step % targets.length;
    const k = Math.floor((step - i * offset) / every);
    if (k >= 1 && k * every + i * offset > step - targets.length) {
      const [before, mask] = [union(), masks[i] as Set<number>];
      prune(mask, weights, layers, sparsityOf(k, Math.floor(until / every), targets[i] as number));
      const share = 0.25 * (1 + Math.cos(Math.PI * (step / steps)));
      for (const layer of layers) exchange(mask, layer, share, weights, run.gradient(step));
      const after = union();
      for (const place of weights.keys()) if (before.has(place) !== after.has(place)) weights[place] = 0;
    }
    history.push(masks.map((mask) => [...mask].sort((a, b) => a - b)));
  }
  return { masks: history, weights };
}

function sparsityOf(k: number, last: number, target: number): number {
  return k >= last ? target : target * (1 - (1 - k / last) ** 3);
}

/** Places by a number, largest first; where equal, the lower place first. */
function ranked(places: Iterable<number>, by: (place: number) => number): number[] {
  return [...places].sort((p, q) => by(q) - by(p) || p - q);
}

function prune(mask: Set<number>, weights: readonly number[], layers: SlowRun['layers'], sparsity: number): void {
  const size = (place: number): number => Math.abs(Math.fround(weights[place] as number));
  const count = Math.max(1, Math.round(weights.length * (1 - sparsity)));
  const best = layers.flatMap((layer) =>
    ranked(
      layer.filter((place) => mask.has(place)),
      size,
    ).slice(0, 1),
  );
  const others = ranked(
    [...mask].filter((place) => !best.includes(place)),
    size,
  );
  const kept = [...best, ...others.slice(0, Math.max(0, count - best.length))];
  mask.clear();
  for (const place of kept) mask.add(place);
}

function exchange(
  mask: Set<number>,
  layer: readonly number[],
  share: number,
  weights: readonly number[],
  gradient: readonly number[],
): void {
  const own = ranked(
    layer.filter((place) => mask.has(place)),
    (place) => Math.abs(Math.fround(weights[place] as number)),
  );
  const dropped = own.slice(own.length - Math.ceil(share * own.length));
  for (const place of dropped) mask.delete(place);
  const free = ranked(
    layer.filter((place) => !mask.has(place)),
    (place) => Math.abs(gradient[place] as number),
  );
  for (const place of free.slice(0, dropped.length)) mask.add(place);
}
