import { type Shape, sizeOf } from '../graph/shape.ts';
import type { UnitFamily } from './pattern.ts';

/** A stretch of one axis that is cut into equal pieces. */
interface Cut {
  readonly from: number;
  readonly count: number;
  readonly size: number;
}

/**
 * Cuts a tensor into boxes, the last axis fastest. Where a size does not divide its axis, the last box is smaller.
 *
 * @param sizes - Size of a box along each axis; more than the axis has: all of it.
 * @param keepOf - How many weights a pruned box of so many keeps.
 */
export function gridFamilies(
  shape: Shape,
  sizes: readonly number[],
  keepOf: (weights: number) => number,
): readonly UnitFamily[] {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const cuts = shape.map((length, axis) => cutsOf(length, Math.min(length, sizes[axis] ?? 1)));
  return combinations(cuts).map((chosen) => {
    const first = chosen.reduce((sum, cut, axis) => sum + cut.from * (strides[axis] ?? 0), 0);
    const steps = chosen.map((cut, axis) => cut.size * (strides[axis] ?? 0));
    const offsets = places(
      chosen.map((cut) => cut.size),
      strides,
    );
    const starts = places(
      chosen.map((cut) => cut.count),
      steps,
    ).map((place) => place + first);
    return { starts, offsets, keep: keepOf(offsets.length) };
  });
}

function cutsOf(length: number, size: number): readonly Cut[] {
  const count = Math.floor(length / size);
  const rest = length - count * size;
  return [{ from: 0, count, size }, ...(rest > 0 ? [{ from: count * size, count: 1, size: rest }] : [])];
}

function combinations(cuts: readonly (readonly Cut[])[]): readonly (readonly Cut[])[] {
  return cuts.reduce<readonly (readonly Cut[])[]>(
    (all, axis) => all.flatMap((one) => axis.map((cut) => [...one, cut])),
    [[]],
  );
}

/** All sums of an index times its step, the last axis fastest. */
function places(counts: readonly number[], steps: readonly number[]): Int32Array {
  let found = Int32Array.of(0);
  counts.forEach((count, axis) => {
    const next = new Int32Array(found.length * count);
    for (let i = 0; i < next.length; i++)
      next[i] = (found[Math.floor(i / count)] as number) + (i % count) * (steps[axis] ?? 0);
    found = next;
  });
  return found;
}
