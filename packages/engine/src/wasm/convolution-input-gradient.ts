import type { Tensor } from '@tensorflow/tfjs-core';
import type { HostMemory } from '../host/host-memory.ts';
import { runKernel, scope, type TensorFlow } from '../tensorflow.ts';
import {
  type ConvolutionSizes,
  type GradientAttributes,
  type KernelCall,
  sizesOf,
  tensorsOf,
} from './training-kernel.ts';

/**
 * Gradient of a convolution with respect to its input: the forward convolution of the output's gradient, spread apart
 * by the stride, with the kernel turned by 180° and its channels exchanged.
 */
export function convolutionInputGradient(call: KernelCall): Tensor {
  const { tf, memory } = call;
  const attributes = call.attributes as GradientAttributes;
  const { dy, filter } = tensorsOf(call) as { dy: Tensor; filter: Tensor };
  const inputShape = attributes.inputShape!;
  const sizes = sizesOf(tf, inputShape, filter.shape, attributes);
  return scope(tf, () => {
    const spread = spreadApart(memory, dy, sizes);
    const turned = turn(memory, filter, sizes);
    const framed = { ...frame(sizes, 0), ...prefixed(frame(sizes, 1)) };
    return correlate(tf, spread, turned, framed, inputShape);
  });
}

interface Frame {
  readonly before: number;
  readonly after: number;
}

/** Zeros to put around the spread gradient along one axis, or (below zero) rows to cut off. */
function frame(sizes: ConvolutionSizes, axis: 0 | 1): Frame {
  const before = sizes.kernel[axis] - 1 - sizes.before[axis];
  const length = (sizes.output[axis] - 1) * sizes.strides[axis] + 1;
  return { before, after: sizes.image[axis] + sizes.kernel[axis] - 1 - length - before };
}

interface Frames extends Frame {
  readonly left: number;
  readonly right: number;
}

const prefixed = ({ before, after }: Frame): { left: number; right: number } => ({ left: before, right: after });

function correlate(tf: TensorFlow, gradient: Tensor, kernel: Tensor, frames: Frames, shape: readonly number[]): Tensor {
  const { before, after, left, right } = frames;
  const atLeast = (value: number): number => Math.max(0, value);
  const pad = [
    [0, 0],
    [atLeast(before), atLeast(after)],
    [atLeast(left), atLeast(right)],
    [0, 0],
  ];
  const attributes = { strides: [1, 1], pad, dataFormat: 'NHWC', dilations: [1, 1], dimRoundingMode: 'floor' };
  const whole = runKernel(tf, 'Conv2D', { x: gradient, filter: kernel }, attributes);
  if (Math.min(before, after, left, right) >= 0) return whole;
  const begin = [0, atLeast(-before), atLeast(-left), 0];
  return runKernel(tf, 'Slice', { x: whole }, { begin, size: [...shape] });
}

/** Puts `stride − 1` zeros between rows and columns. */
function spreadApart(memory: HostMemory, gradient: Tensor, sizes: ConvolutionSizes): Tensor {
  const [vertical, horizontal] = sizes.strides;
  if (vertical === 1 && horizontal === 1) return gradient;
  const [rows, columns] = sizes.output;
  const width = (columns - 1) * horizontal + 1;
  const height = (rows - 1) * vertical + 1;
  const { filters } = sizes;
  const result = memory.allocate([sizes.batch, height, width, filters]);
  const [from, to] = [memory.view(gradient), result.values().fill(0)];
  let at = 0;
  for (let image = 0; image < sizes.batch; image++)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) {
        const place = ((image * height + row * vertical) * width + column * horizontal) * filters;
        for (let filter = 0; filter < filters; filter++) to[place + filter] = from[at++]!;
      }
  return result.tensor;
}

/** Kernel `[h, w, channels, filters]` turned by 180°, as `[h, w, filters, channels]`. */
function turn(memory: HostMemory, kernel: Tensor, sizes: ConvolutionSizes): Tensor {
  const { channels, filters } = sizes;
  const taps = sizes.kernel[0] * sizes.kernel[1];
  const result = memory.allocate([...sizes.kernel, filters, channels]);
  const [from, to] = [memory.view(kernel), result.values()];
  for (let tap = 0; tap < taps; tap++) {
    const [source, target] = [tap * channels * filters, (taps - 1 - tap) * channels * filters];
    for (let channel = 0; channel < channels; channel++)
      for (let filter = 0; filter < filters; filter++)
        to[target + filter * channels + channel] = from[source + channel * filters + filter]!;
  }
  return result.tensor;
}
