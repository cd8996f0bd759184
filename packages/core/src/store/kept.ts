import { countKept } from '../mask/count.ts';
import type { Where } from './algebra.ts';

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

/** Those of ascending places that lie in a stretch; a view. */
export function placesIn(places: Uint32Array, offset: number, length: number): Uint32Array {
  return places.subarray(firstFrom(places, offset), firstFrom(places, offset + length));
}

/** Copies numbers at places; others stay. */
export function copyAt(target: Float32Array, source: Float32Array, places: Uint32Array): void {
  for (let i = 0; i < places.length; i++) {
    const place = places[i] as number;
    target[place] = source[place] as number;
  }
}

/**
 * Copies what is kept or never masked of an array whose maskable part comes first; the rest of the target stays.
 *
 * @returns The target.
 */
export function copyKept(target: Float32Array, source: Float32Array, { mask, kept }: Kept): Float32Array {
  copyAt(target, source, kept);
  target.set(source.subarray(mask.length), mask.length);
  return target;
}

/** How many places lie before one. */
function firstFrom(places: Uint32Array, place: number): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((places[middle] as number) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}
