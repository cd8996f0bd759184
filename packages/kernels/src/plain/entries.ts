import type { Lists } from './operands.ts';
import type { PlainMemory } from './plain-memory.ts';

/** One entry of a list. */
export interface Entry {
  /** Number of its list. */
  readonly list: number;
  /** What it says about the place, in lines of a slab. */
  readonly offset: number;
  /** Index of its first value among the floats of the memory. */
  readonly value: number;
}

/** All entries of all lists, in order. */
export function entriesOf({ ints }: PlainMemory, { block, count, starts, offsets, values }: Lists): Entry[] {
  const found: Entry[] = [];
  for (let list = 0; list < count; list++)
    for (let i = ints[16 * starts + list] as number; i < (ints[16 * starts + list + 1] as number); i++)
      found.push({ list, offset: ints[16 * offsets + i] as number, value: 16 * values + i * block });
  return found;
}
