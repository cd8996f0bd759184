import type { Operands } from './operands.ts';
import type { PlainMemory } from './plain-memory.ts';

/** 18: `to[i] = from[indices[i]]`, 0 where the index is −1. */
export function gather({ floats, ints }: PlainMemory, operands: Operands): void {
  const [count, indices, from, to] = [operands.int(), operands.int(), operands.int(), operands.int()];
  for (let i = 0; i < count; i++) {
    const index = ints[16 * indices + i] as number;
    floats[16 * to + i] = index < 0 ? 0 : (floats[16 * from + index] as number);
  }
}

/** 19: `to[indices[i]]` = Σ over threads of `from[i]`, left out where the index is −1. */
export function scatter({ floats, ints }: PlainMemory, operands: Operands): void {
  const [count, indices, from] = [operands.int(), operands.int(), operands.int()];
  const [threads, stride, to] = [operands.int(), operands.int(), operands.int()];
  for (let i = 0; i < count; i++) {
    const index = ints[16 * indices + i] as number;
    let sum = 0;
    for (let t = 0; t < threads; t++) sum += floats[16 * (from + t * stride) + i] as number;
    if (index >= 0) floats[16 * to + index] = sum;
  }
}

/** 20: floats of one value. */
export function fill({ floats }: PlainMemory, operands: Operands): void {
  const [count, value, to] = [operands.int(), operands.float(), operands.int()];
  floats.fill(value, 16 * to, 16 * to + count);
}

/** 24: multiplies floats by a number. */
export function scale({ floats }: PlainMemory, operands: Operands): void {
  const [count, factor, at] = [operands.int(), operands.float(), operands.int()];
  for (let i = 16 * at; i < 16 * at + count; i++) floats[i] = (floats[i] as number) * factor;
}
