import type { Move, Strategy } from '@altsparse/core';
import fc from 'fast-check';

/** Whole numbers from one up to, not including, another. */
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** Places of the ones. */
export const places = (mask: readonly number[] | Uint8Array): number[] =>
  [...mask.keys()].filter((place) => mask[place] === 1);

/** Distinct whole numbers, shuffled, with signs. */
const distinct = (length: number): fc.Arbitrary<number[]> =>
  fc
    .tuple(
      fc.shuffledSubarray(range(1, 3 * length), { minLength: length, maxLength: length }),
      fc.infiniteStream(fc.boolean()),
    )
    .map(([values, signs]) => values.map((value) => (signs.next().value === true ? -value : value)));

/** A small case: what there is to rank, the target and the period. */
export interface SmallCase {
  readonly weights: number[];
  readonly gradients: number[][];
  readonly target: number;
  readonly every: number;
}

/** Layers a, 12 weights, and b, 8; small cases without ties. */
export const small: fc.Arbitrary<SmallCase> = fc.record({
  weights: distinct(20),
  gradients: fc.array(distinct(20), { minLength: 5, maxLength: 5 }),
  target: fc.constantFrom(0.3, 0.5, 0.65, 0.8),
  every: fc.integer({ min: 1, max: 5 }),
});

/** Places of the layers of `small`. */
export const layers: readonly [number[], number[]] = [range(0, 12), range(12, 20)];

/** A strategy whose first mask is chosen by the test. */
export function from(mask: string, strategy: Strategy): Strategy {
  const bits = Uint8Array.from(mask, Number);
  const initial: Move = { name: 'chosen', apply: () => ({ mask: bits.slice() }) };
  return { ...strategy, initial };
}
