import type { Setting } from '../program/writer.ts';

/**
 * What gradients are multiplied by on the way back: in mixed precision 1024 times the batch size, rounded up to a power
 * of two, so that the mean over a batch does not push them below what 16 bits hold. A power of two changes no digit.
 */
export function gradientScale({ precision, batch }: Setting): number {
  return precision === 'mixed' ? 2 ** (10 + Math.ceil(Math.log2(batch))) : 1;
}
