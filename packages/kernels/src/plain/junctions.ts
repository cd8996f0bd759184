import { derivative } from './activation.ts';
import { readNormalised, sumProducts } from './epilogue.ts';
import { Images } from './images.ts';
import type { Operands } from './operands.ts';
import type { PlainMemory } from './plain-memory.ts';
import { sumsOf, valuesOf } from './source-values.ts';

/** 6: the value of a junction, stored. */
export function junction(memory: PlainMemory, operands: Operands): void {
  const { batch } = operands.lanes();
  valuesOf(memory, operands.source(), batch);
}

/** 7: the derivative with respect to a junction's sum. */
export function junctionBackward(memory: PlainMemory, operands: Operands): void {
  const { batch, tiles } = operands.lanes();
  const source = operands.source();
  const readers = operands.ints(3).filter((tensor) => tensor !== 0);
  const result = operands.int();
  const normalised = readNormalised(operands);
  const sums = operands.int();
  const sum = sumsOf(memory, source, batch);
  const gradient = new Images(sum.shape, batch);
  for (const reader of readers.map((tensor) => Images.load(memory, sum.shape, tensor, batch)))
    gradient.each((...at) => gradient.add(...at, reader.get(...at)));
  gradient.each((...at) =>
    gradient.set(...at, gradient.get(...at) * derivative(source.act, source.slope, sum.get(...at))),
  );
  gradient.store(memory, result);
  const tileOf = (image: number): number => Math.floor(image / 16);
  if (sums !== 0) sumProducts(memory, gradient, normalised, 8 * sums, tiles, tileOf);
}
