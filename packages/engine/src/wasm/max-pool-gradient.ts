import type { Tensor } from '@tensorflow/tfjs-core';
import { type KernelCall, tensorsOf } from './training-kernel.ts';

interface PoolAttributes {
  readonly filterSize: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** `[start, end)` of a window along one axis, padding left out. */
type Range = readonly [number, number];

/**
 * Gradient of a maximum over windows: to the first of the greatest, padding never counting. The backend's own is wrong
 * for windows that hold no positive value.
 */
export function maxPoolGradient(call: KernelCall): Tensor {
  const { tf, memory } = call;
  const { filterSize, strides, pad, dimRoundingMode } = call.attributes as PoolAttributes;
  const { dy, input } = tensorsOf(call) as { dy: Tensor; input: Tensor };
  const shape = input.shape as [number, number, number, number];
  const info = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  const result = memory.allocate(shape);
  const [gradient, values, output] = [memory.view(dy), memory.view(input), result.values().fill(0)];
  const { inHeight, inWidth, outHeight, outWidth, inChannels: channels } = info;
  const range = (at: number, stride: number, before: number, window: number, length: number): Range => {
    const start = at * stride - before;
    return [Math.max(0, start), Math.min(length, start + window)];
  };
  let at = 0;
  for (let image = 0; image < info.batchSize; image++)
    for (let row = 0; row < outHeight; row++) {
      const rows = range(row, info.strideHeight, info.padInfo.top, info.filterHeight, inHeight);
      for (let column = 0; column < outWidth; column++) {
        const columns = range(column, info.strideWidth, info.padInfo.left, info.filterWidth, inWidth);
        for (let channel = 0; channel < channels; channel++) {
          const place = firstGreatest(values, { image, rows, columns, inHeight, inWidth, channel, channels });
          if (place >= 0) output[place]! += gradient[at]!;
          at++;
        }
      }
    }
  return result.tensor;
}

interface Patch {
  readonly image: number;
  readonly rows: Range;
  readonly columns: Range;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly channel: number;
  readonly channels: number;
}

/** Place of the first of the greatest values of a window; -1 for one that lies in the padding. */
function firstGreatest(values: Float32Array, patch: Patch): number {
  let place = -1;
  for (let y = patch.rows[0]; y < patch.rows[1]; y++)
    for (let x = patch.columns[0]; x < patch.columns[1]; x++) {
      const next = ((patch.image * patch.inHeight + y) * patch.inWidth + x) * patch.channels + patch.channel;
      if (place < 0 || values[next]! > values[place]!) place = next;
    }
  return place;
}
