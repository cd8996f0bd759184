import type { Gram } from '@altsparse/core';

/**
 * Projects a gradient onto the plane of each reference with which it is at odds, one reference after the other:
 *
 *     if ⟨g, r⟩ < 0 and ‖r‖² > 0:   g ← g − ⟨g, r⟩ / ‖r‖² · r
 *
 * @returns How much of each reference that adds in all. With several references, a later one may bring back a conflict
 * with an earlier one, as in PCGrad.
 */
export function oneByOne(gram: Gram): number[] {
  const added: number[] = [];
  for (let i = 0; i < gram.references; i++) {
    const product = added.reduce((sum, factor, j) => sum + factor * gram.between(j, i), gram.own(i));
    const square = product < 0 ? gram.between(i, i) : 0;
    added.push(square > 0 ? -product / square : 0);
  }
  return added;
}
