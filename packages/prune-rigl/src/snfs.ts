import {
  byMeanScore,
  countKept,
  countPromise,
  decaysByName,
  dropShare,
  exchange,
  type LayerWeight,
  type MaskView,
  type Move,
  regrow,
  type Strategy,
  slotMagnitude,
} from '@altsparse/core';
import { commonParts, named } from './common.ts';
import { snfsDefaults } from './defaults.ts';
import type { SnfsOptions } from './options.ts';

/**
 * Sparse Networks from Scratch, "sparse momentum" (Dettmers and Zettlemoyer, 2019): after each epoch a share of each
 * layer's weights, the smallest, goes; layers get new ones by the mean momentum of what they had, those with the largest
 * momentum. Momentum is kept for all weights: they train straight through the mask, and one that comes starts at 0.
 *
 * @param options - Each may be left out.
 */
export function snfs(options: SnfsOptions = {}): Strategy {
  const all = { ...snfsDefaults, ...options };
  return {
    name: 'snfs',
    ...commonParts(all, 'afterUpdate'),
    moves: movesOf(all),
    policies: { nowhere: 'keep', grown: all.grown },
    gradient: 'straightThrough',
    invariants: [...countPromise(all.overrides), ...(all.redistribute ? [] : (['layerCounts'] as const))],
  };
}

function movesOf({ share, floor, decay, slot, redistribute, cap }: Required<SnfsOptions>): Move[] {
  const momentum = slotMagnitude(slot);
  const common = { share, floor, decay: named(decaysByName, decay) };
  if (!redistribute) return [exchange({ ...common, grow: momentum })];
  const weight = byMeanScore(momentum);
  return [
    dropShare({ ...common, adjust: (view, part) => careful(view, part, weight) }),
    regrow({ weight, grow: momentum, cap }),
  ];
}

/** A layer that is almost dense and will get more than its part gives no more than it has room for. */
function careful(view: MaskView, share: number, weight: LayerWeight): number[] {
  const weights = weight(view);
  const mean = weights.reduce((sum, one) => sum + one, 0) / weights.length;
  return view.layers.map(({ offset, length }, i) => {
    const sparsity = 1 - countKept(view.mask, offset, offset + length) / length;
    return sparsity < 0.2 && (weights[i] ?? 0) > mean ? Math.min(sparsity, share) : share;
  });
}
