import type { Tensor } from '@tensorflow/tfjs-core';
import type { HostMemory } from '../host/host-memory.ts';
import { runKernel, scope } from '../tensorflow.ts';
import {
  type ConvolutionSizes,
  type GradientAttributes,
  type KernelCall,
  sizesOf,
  tensorsOf,
} from './training-kernel.ts';

/**
 * Gradient of a convolution with respect to its kernel: the forward convolution of the input, channels and batch
 * exchanged, with the output's gradient as kernel; strides become dilations.
 */
export function convolutionKernelGradient(call: KernelCall): Tensor {
  const { tf, memory } = call;
  const attributes = call.attributes as GradientAttributes;
  const { x, dy } = tensorsOf(call) as { x: Tensor; dy: Tensor };
  const sizes = sizesOf(tf, x.shape, attributes.filterShape!, attributes);
  return scope(tf, () => {
    const images = channelsFirst(memory, x, sizes);
    const kernel = batchThird(memory, dy, sizes);
    const pad = [[0, 0], around(sizes, 0), around(sizes, 1), [0, 0]];
    const rest = { pad, dataFormat: 'NHWC', dimRoundingMode: 'floor' };
    const own = { strides: [1, 1], dilations: sizes.strides, ...rest };
    const found = runKernel(tf, 'Conv2D', { x: images, filter: kernel }, own);
    return kernelOrder(memory, found, sizes);
  });
}

/** Zeros before, and after as many as make the result exactly as long as the kernel (fewer than none: rows never read). */
function around(sizes: ConvolutionSizes, axis: 0 | 1): [number, number] {
  const covered = (sizes.output[axis] - 1) * sizes.strides[axis] + sizes.kernel[axis];
  return [sizes.before[axis], Math.max(0, covered - sizes.image[axis] - sizes.before[axis])];
}

/** `[batch, h, w, channels]` as `[channels, h, w, batch]`. */
function channelsFirst(memory: HostMemory, images: Tensor, sizes: ConvolutionSizes): Tensor {
  const { batch, channels } = sizes;
  const pixels = sizes.image[0] * sizes.image[1];
  const result = memory.allocate([channels, ...sizes.image, batch]);
  const [from, to] = [memory.view(images), result.values()];
  // Tiles of channels and images, so that both sides stay within the nearest cache.
  const tile = 16;
  for (let first = 0; first < batch; first += tile) {
    const last = Math.min(batch, first + tile);
    for (let pixel = 0; pixel < pixels; pixel++)
      for (let channel = 0; channel < channels; channel++) {
        const target = (channel * pixels + pixel) * batch;
        for (let image = first; image < last; image++)
          to[target + image] = from[(image * pixels + pixel) * channels + channel]!;
      }
  }
  return result.tensor;
}

/** `[batch, h, w, filters]` as `[h, w, batch, filters]`. */
function batchThird(memory: HostMemory, gradient: Tensor, sizes: ConvolutionSizes): Tensor {
  const { batch, filters } = sizes;
  const pixels = sizes.output[0] * sizes.output[1];
  const result = memory.allocate([...sizes.output, batch, filters]);
  const [from, to] = [memory.view(gradient), result.values()];
  for (let image = 0; image < batch; image++)
    for (let pixel = 0; pixel < pixels; pixel++) {
      const [source, target] = [(image * pixels + pixel) * filters, (pixel * batch + image) * filters];
      for (let filter = 0; filter < filters; filter++) to[target + filter] = from[source + filter]!;
    }
  return result.tensor;
}

/** `[channels, rows, columns, filters]`, cut to the kernel's size, as `[h, w, channels, filters]`. */
function kernelOrder(memory: HostMemory, found: Tensor, sizes: ConvolutionSizes): Tensor {
  const { channels, filters } = sizes;
  const [height, width] = sizes.kernel;
  const [, rows = 0, columns = 0] = found.shape;
  const result = memory.allocate([height, width, channels, filters]);
  const [from, to] = [memory.view(found), result.values()];
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++)
      for (let channel = 0; channel < channels; channel++) {
        const source = ((channel * rows + row) * columns + column) * filters;
        const target = ((row * width + column) * channels + channel) * filters;
        for (let filter = 0; filter < filters; filter++) to[target + filter] = from[source + filter]!;
      }
  return result.tensor;
}
