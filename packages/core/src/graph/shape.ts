import { AltsparseError } from '../error.ts';

/** Lengths of axes without the batch axis: images are `[height, width, channels]`, features `[n]`. */
export type Shape = readonly number[];

/** Zeros put around an image before a window slides over it: `[[top, bottom], [left, right]]`. Always explicit. */
export type Padding = readonly [readonly [number, number], readonly [number, number]];

/** The number of elements of a shape; 1 for a scalar. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** The same padding on all four sides. Symmetric, as PyTorch has it; TensorFlow's 'same' differs at stride 2. */
export function symmetric(size: number): Padding {
  return [
    [size, size],
    [size, size],
  ];
}

/**
 * How many times a window fits along one axis.
 *
 * @throws AltsparseError `graph-shape` if it does not fit once, or its step is no whole number from 1.
 */
export function windowCount(
  length: number,
  window: number,
  stride: number,
  padding: readonly [number, number],
): number {
  const count = Math.floor((length + padding[0] + padding[1] - window) / stride) + 1;
  if (count >= 1 && Number.isInteger(stride) && stride >= 1) return count;
  throw new AltsparseError('graph-shape', 'A window does not fit.', { found: { length, window, stride, padding } });
}
