import { bestOverall, type Layers, maskOfPlaces, ranked } from './slow.test.kit.ts';
import { slowCounts } from './slow-counts.test.kit.ts';

/** What gradual magnitude pruning is told; weights stand still. */
export interface SlowGmp {
  readonly layers: Layers;
  readonly weights: readonly number[];
  readonly target: number;
  readonly every: number;
  readonly prunings: number;
  readonly steps: number;
  readonly scope: 'global' | 'uniform';
}

/** Gradual magnitude pruning by the formula of its paper: the last mask; undefined where rounding errors would decide. */
export function slowGmp(run: SlowGmp): number[] | undefined {
  const { layers, weights, target, every, prunings, steps, scope } = run;
  const size = (place: number): number => Math.abs(weights[place] as number);
  let kept = new Set(weights.keys());
  for (let t = every; t < steps; t += every) {
    const sparsity = target + (0 - target) * (1 - Math.min(t, prunings * every) / (prunings * every)) ** 3;
    const count = Math.max(1, Math.round(weights.length * (1 - sparsity)));
    if (scope === 'global') kept = bestOverall([...kept], layers, count, size);
    else {
      const quotas = layers.map((layer) => (layer.length * count) / weights.length);
      const counts = slowCounts(
        quotas,
        layers.map((layer) => layer.length),
        Math.max(count, layers.length),
      );
      if (counts === undefined) return undefined;
      const own = layers.map((layer) =>
        ranked(
          layer.filter((place) => kept.has(place)),
          size,
        ),
      );
      kept = new Set(takeFrom(own, counts).flat());
    }
  }
  return maskOfPlaces(kept, weights.length);
}

/** The first so many of each list; what one is short of comes from the lists that have more, one by one. */
function takeFrom(lists: readonly (readonly number[])[], counts: readonly number[]): number[][] {
  const takes = lists.map((list, i) => Math.min(list.length, counts[i] as number));
  let missing = counts.reduce((a, b) => a + b) - takes.reduce((a, b) => a + b);
  while (missing > 0 && lists.some((list, i) => list.length > (takes[i] as number)))
    lists.forEach((list, i) => {
      if (missing === 0 || list.length === takes[i]) return;
      takes[i] = (takes[i] as number) + 1;
      missing--;
    });
  return lists.map((list, i) => list.slice(0, takes[i]));
}
