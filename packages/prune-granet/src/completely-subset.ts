import { countKept, type Move, markLargestOverall, type Relation, type RelationScene } from '@altsparse/core';

/**
 * Completely subset (CS; Table 1 of the paper): each sub-net's mask is the largest by magnitude inside the mask of the one
 * before, over all layers, one in each at least. A mask is made anew when it or the one before has changed, in the same
 * step; it keeps its count, or the parent's if that is smaller.
 */
export const completelySubset: Relation = {
  name: 'completely-subset',
  nested: true,
  relate(masks, weights, scene) {
    const sizes = weights.map(Math.abs);
    const related: Uint8Array[] = [];
    for (const [subnet, mask] of masks.entries()) {
      const parent = related[subnet - 1];
      const changed = [subnet - 1, subnet].some((one) => (related[one] ?? mask) !== scene.before?.[one]);
      related.push(parent !== undefined && changed ? insideOf(parent, mask, sizes, scene) : mask);
    }
    return related;
  },
};

function insideOf(parent: Uint8Array, mask: Uint8Array, sizes: Float32Array, scene: RelationScene): Uint8Array {
  const child = new Uint8Array(mask.length);
  markLargestOverall(sizes, Math.min(countKept(mask), countKept(parent)), scene.layers, parent, child);
  return child.every((kept, i) => kept === mask[i]) ? mask : child;
}

/** A move of the first sub-net alone; the masks of others stay as they are. */
export function ofFirst(move: Move): Move {
  const facts = { ...move.facts, scope: 'each layer of the first sub-net' };
  return {
    ...move,
    facts,
    apply: (view, state) => (view.subnet === 0 ? move.apply(view, state) : { mask: view.mask }),
  };
}
