import type { Padding } from '@altsparse/core';

/** A window that slides over height and width of `[batch, height, width, channels]`. */
export interface Window {
  /** `[height, width]` of the window. */
  readonly kernel: readonly [number, number];
  /** `[vertical, horizontal]` step. */
  readonly strides: readonly [number, number];
  /** Zeros around the image. */
  readonly padding: Padding;
}

/** How TensorFlow names a padding: one of its two words, or neither. */
export type PaddingWord = 'VALID' | 'SAME' | 'EXPLICIT';

/** The axes of an image tensor. */
export type ImageShape = readonly [batch: number, height: number, width: number, channels: number];

/** `[rows, columns]` where the window fits. */
export function outputSize(shape: readonly number[], window: Window): readonly [number, number] {
  return [along(shape[1] ?? 0, window, 0), along(shape[2] ?? 0, window, 1)];
}

function along(length: number, window: Window, axis: 0 | 1): number {
  const [before, after] = window.padding[axis];
  return Math.floor((length + before + after - window.kernel[axis]) / window.strides[axis]) + 1;
}

/** TensorFlow's word for the window's padding over an image of this shape. Its words choose faster kernels. */
export function paddingWord(shape: readonly number[], window: Window): PaddingWord {
  const [vertical, horizontal] = window.padding;
  if (vertical[0] + vertical[1] + horizontal[0] + horizontal[1] === 0) return 'VALID';
  return isSame(shape[1] ?? 0, window, 0) && isSame(shape[2] ?? 0, window, 1) ? 'SAME' : 'EXPLICIT';
}

/** Not where a step jumps over the end of the image: there the WebAssembly kernels take the word for something else. */
function isSame(length: number, window: Window, axis: 0 | 1): boolean {
  const stride = window.strides[axis];
  const total = (Math.ceil(length / stride) - 1) * stride + window.kernel[axis] - length;
  if (total < 0) return false;
  const [before, after] = window.padding[axis];
  return before === Math.floor(total / 2) && after === total - before;
}

/** The shape with the window's padding around it. */
export function paddedShape(shape: readonly number[], window: Window): ImageShape {
  const [vertical, horizontal] = window.padding;
  return [
    shape[0] ?? 0,
    (shape[1] ?? 0) + vertical[0] + vertical[1],
    (shape[2] ?? 0) + horizontal[0] + horizontal[1],
    shape[3] ?? 0,
  ];
}
