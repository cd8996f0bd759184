import type { Tensor } from '@tensorflow/tfjs-core';
import { type TensorFlow, upload } from '../tensorflow.ts';
import { outputSize, type Window } from './window.ts';

/**
 * Window size over the pixels of it that are image, at each place: `[1, rows, columns, 1]`. For kernels that count the
 * padding into a mean's divisor (TensorFlow.js's gradients of an average pooling all do, their forward kernels do not).
 */
export function averageCorrection(tf: TensorFlow, shape: readonly number[], window: Window): Tensor {
  const [rows, columns] = outputSize(shape, window);
  const covered = (axis: 0 | 1, at: number): number => {
    const start = at * window.strides[axis] - window.padding[axis][0];
    return Math.min(start + window.kernel[axis], shape[axis + 1] ?? 0) - Math.max(start, 0);
  };
  const area = window.kernel[0] * window.kernel[1];
  const values = Float32Array.from(
    { length: rows * columns },
    (_, at) => area / (covered(0, Math.floor(at / columns)) * covered(1, at % columns)),
  );
  return upload(tf, values, [1, rows, columns, 1]);
}
