import { Images } from './images.ts';
import type { Operands } from './operands.ts';
import type { PlainMemory } from './plain-memory.ts';

/** 32 bits from two noise words and the number of a place, which counts by image, row, column, channel. */
function bitsOf(low: number, high: number, number: number): number {
  let x = Math.imul(number, 0x9e3779b9) ^ low;
  x = (Math.imul(x ^ (x >>> 16), 0x85ebca6b) + high) | 0;
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** 21 and 22: drops values, or their gradients; what stays is divided by the share that stays. */
export function dropout(memory: PlainMemory, operands: Operands): void {
  const [{ batch }, shape, rate] = [operands.lanes(), operands.shape(), operands.float()];
  const noise = 16 * operands.int();
  const [low = 0, high = 0] = memory.ints.subarray(noise, noise + 2);
  const images = Images.load(memory, shape, operands.int(), batch);
  const limit = Math.floor(rate * 2 ** 32);
  images.each((image, row, channel, column) => {
    const number = ((image * shape.rows + row) * shape.columns + column) * shape.channels + channel;
    const dropped = bitsOf(low, high, number) < limit;
    images.set(image, row, channel, column, dropped ? 0 : images.get(image, row, channel, column) / (1 - rate));
  });
  images.store(memory, operands.int());
}
