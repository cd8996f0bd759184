import { type Duration, keepSome, type MaskView, type Move, type Strategy, uniform } from '@altsparse/core';

/** Options of the strategy. */
export interface OldestOutOptions {
  /** Sparsity of the masks. */
  readonly sparsity: number;
  /** Steps between updates of one sub-net's mask. */
  readonly every: Duration;
}

/** How many events each weight has been in the mask: what the move remembers. */
interface Ages {
  readonly ages: readonly number[];
}

/** In each layer the weight that has been in the mask for longest makes room for one at random. */
export function oldestOut({ sparsity, every }: OldestOutOptions): Strategy {
  return {
    name: 'oldest-out',
    initialSparsity: sparsity,
    initial: keepSome({ distribution: uniform }),
    timetable: { every, place: 'afterUpdate' },
    moves: [replaceOldest],
    invariants: ['exactCount', 'layerCounts'],
  };
}

const replaceOldest: Move = {
  name: 'replace-oldest',
  facts: { drop: 'longest in the mask, one', grow: 'random', scope: 'each layer' },
  apply(view, state) {
    const known = (state as Ages | undefined)?.ages ?? [];
    const ages = Array.from(view.mask, (kept, i) => (kept === 1 ? (known[i] ?? 0) + 1 : 0));
    const mask = view.mask.slice();
    for (const layer of view.layers) replaceIn(view, layer, ages, mask);
    return { mask, state: { ages } satisfies Ages };
  },
};

function replaceIn(view: MaskView, layer: MaskView['layers'][number], ages: number[], mask: Uint8Array): void {
  const places = Array.from({ length: layer.length }, (_, i) => layer.offset + i);
  const free = places.filter((i) => mask[i] === 0);
  const oldest = places.reduce((best, i) => ((ages[i] ?? 0) > (ages[best] ?? 0) ? i : best));
  const next = free[view.random(`grow in ${layer.name}`).below(free.length)];
  if (next === undefined) return;
  mask[oldest] = 0;
  mask[next] = 1;
  ages[oldest] = 0;
}
