import { randomStream } from '@altsparse/core';

/**
 * The numbers 0 to count − 1 in an order drawn by seed (Fisher–Yates).
 *
 * @param count - How many.
 * @param seed - The run's seed.
 * @param purpose - What the order is for.
 * @param items - Epoch, class … in a fixed order.
 */
export function permutation(count: number, seed: number, purpose: string, ...items: readonly number[]): Int32Array {
  const random = randomStream(seed, purpose, ...items);
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const kept = order[i] as number;
    order[i] = order[j] as number;
    order[j] = kept;
  }
  return order;
}
