import { countKept } from '../mask/count.ts';
import { type Algebra, hostAlgebra, type Where } from './algebra.ts';

/** What a mask keeps, both ways. */
export interface Kept {
  /** 1 where a weight is kept. */
  readonly mask: Uint8Array;
  /** The same as ascending places. */
  readonly kept: Uint32Array;
}

/**
 * Restricts an operation to what is kept; all of it where nothing is left out.
 *
 * @param offset - Place of the first weight.
 */
export function whereKept({ mask, kept }: Kept, offset: number): Where | undefined {
  return kept.length === mask.length ? undefined : { zones: mask, offset, from: 1, to: 1, places: kept };
}

/** The places where a mask is 1, ascending. */
export function keptPlaces(mask: Uint8Array): Uint32Array {
  const places = new Uint32Array(countKept(mask) + 1);
  let count = 0;
  // written everywhere and counted where kept: no branch that could be guessed wrong
  for (let i = 0; i < mask.length; i++) {
    places[count] = i;
    count += mask[i] as number;
  }
  return places.subarray(0, count);
}

/** Copies what is kept in a stretch, by default in all of it; the rest of the target stays. */
export function copyKeptIn(
  target: Float32Array,
  source: Float32Array,
  { mask, kept }: Kept,
  algebra: Algebra = hostAlgebra,
  { offset, length }: { readonly offset: number; readonly length: number } = { offset: 0, length: mask.length },
): void {
  const where = whereKept({ mask, kept }, offset);
  algebra.combine({ data: target, offset }, length, [[1, { data: source, offset }]], where);
}

/**
 * Copies what is kept or never masked of an array whose maskable part comes first; the rest of the target stays.
 *
 * @returns The target.
 */
export function copyKept(
  target: Float32Array,
  source: Float32Array,
  kept: Kept,
  algebra: Algebra = hostAlgebra,
): Float32Array {
  copyKeptIn(target, source, kept, algebra);
  target.set(source.subarray(kept.mask.length), kept.mask.length);
  return target;
}
