/** What the oracle is told: plain numbers, alternating sub-nets, two layers. */
export interface SlowRun {
  readonly layers: readonly (readonly number[])[];
  readonly targets: readonly number[];
  readonly weights: readonly number[];
  readonly steps: number;
  readonly every: number;
  readonly offset: number;
  readonly until: number;
  /** Sparsity of the first masks, where it is below a target. Default 0. */
  readonly initialSparsity?: number;
  /** Places of each sub-net's first mask. Default: all. */
  readonly first?: readonly (readonly number[])[];
  /** `cs`: sub-nets lie inside one another, and the first alone exchanges. Default `nd`. */
  readonly relation?: 'nd' | 'cs';
  gradient(step: number): readonly number[];
}

/**
 * AST as the paper has it, and with one sub-net GraNet, without anything of this project: sets of places, sorted lists,
 * weights that do not train. Returns each sub-net's places after each step, and the weights at the end.
 */
export function slowAst(run: SlowRun): { masks: number[][][]; weights: number[] } {
  const { targets, steps, every, offset } = run;
  const masks = targets.map((_, i) => new Set(run.first?.[i] ?? run.weights.keys()));
  // step 0 gives weights their values, those of the sub-net that trains in it
  const weights = run.weights.map((weight, place) => (masks[0]?.has(place) === true ? weight : 0));
  const history: number[][][] = [];
  for (let step = 0; step < steps; step++) {
    const i = step % targets.length;
    const k = Math.floor((step - i * offset) / every);
    if (k >= 1 && k * every + i * offset > step - targets.length) {
      const before = new Set(masks.flatMap((mask) => [...mask]));
      remask(run, masks, weights, { i, k, step });
      const after = new Set(masks.flatMap((mask) => [...mask]));
      for (const place of weights.keys()) if (before.has(place) !== after.has(place)) weights[place] = 0;
    }
    history.push(masks.map((mask) => [...mask].sort((a, b) => a - b)));
  }
  return { masks: history, weights };
}

/** One event of one sub-net. */
function remask(
  run: SlowRun,
  masks: readonly Set<number>[],
  weights: readonly number[],
  { i, k, step }: { i: number; k: number; step: number },
): void {
  const { layers, targets, steps, relation } = run;
  const old = masks.map((one) => new Set(one));
  const mask = masks[i] as Set<number>;
  prune(mask, weights, layers, sparsityOf(run, k, targets[i] as number));
  const share = 0.25 * (1 + Math.cos(Math.PI * (step / steps)));
  if (relation !== 'cs' || i === 0)
    for (const layer of layers) exchange(mask, layer, share, weights, run.gradient(step));
  if (relation === 'cs') nest(masks, old, weights, layers);
}

function sparsityOf({ until, every, initialSparsity = 0 }: SlowRun, k: number, target: number): number {
  const [last, initial] = [Math.floor(until / every), Math.min(initialSparsity, target)];
  return k >= last ? target : target + (initial - target) * (1 - k / last) ** 3;
}

/** Places by a number, largest first; where equal, the lower place first. */
function ranked(places: Iterable<number>, by: (place: number) => number): number[] {
  return [...places].sort((p, q) => by(q) - by(p) || p - q);
}

/** The largest of some places over all layers, the best of each in any case. */
function largest(among: ReadonlySet<number>, count: number, weights: readonly number[], layers: SlowRun['layers']) {
  const size = (place: number): number => Math.abs(Math.fround(weights[place] as number));
  const best = layers.flatMap((layer) =>
    ranked(
      layer.filter((place) => among.has(place)),
      size,
    ).slice(0, 1),
  );
  const others = ranked(
    [...among].filter((place) => !best.includes(place)),
    size,
  );
  return [...best, ...others.slice(0, Math.max(0, count - best.length))];
}

function become(mask: Set<number>, places: readonly number[]): void {
  mask.clear();
  for (const place of places) mask.add(place);
}

function prune(mask: Set<number>, weights: readonly number[], layers: SlowRun['layers'], sparsity: number): void {
  const count = Math.max(1, Math.round(weights.length * (1 - sparsity)));
  become(mask, largest(mask, count, weights, layers));
}

/** Each sub-net anew inside the one before, where one of the two has changed. */
function nest(
  masks: readonly Set<number>[],
  old: readonly ReadonlySet<number>[],
  weights: readonly number[],
  layers: SlowRun['layers'],
): void {
  const same = (i: number): boolean => [...(masks[i] ?? [])].sort().join() === [...(old[i] ?? [])].sort().join();
  masks.forEach((child, i) => {
    const parent = masks[i - 1];
    if (parent === undefined || (same(i) && same(i - 1))) return;
    become(child, largest(parent, Math.min(child.size, parent.size), weights, layers));
  });
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
