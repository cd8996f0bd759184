import type { Tensor } from '@tensorflow/tfjs-core';
import {
  type ConvolutionSizes,
  type GradientAttributes,
  type KernelCall,
  sizesOf,
  tensorsOf,
} from './training-kernel.ts';

/** Gradient of a depthwise convolution with respect to its input, by plain loops. */
export function depthwiseInputGradient(call: KernelCall): Tensor {
  const attributes = call.attributes as GradientAttributes;
  const { dy, filter } = tensorsOf(call) as { dy: Tensor; filter: Tensor };
  const sizes = sizesOf(call.tf, attributes.inputShape!, filter.shape, attributes, true);
  const result = call.memory.allocate(attributes.inputShape!);
  const [gradient, kernel, output] = [call.memory.view(dy), call.memory.view(filter), result.values().fill(0)];
  const { channels, filters } = sizes;
  const multiplier = filters / channels;
  eachTap(sizes, (image, pixel, tap) => {
    for (let channel = 0; channel < channels; channel++) {
      let sum = 0;
      const first = channel * multiplier;
      for (let at = first; at < first + multiplier; at++)
        sum += gradient[pixel * filters + at]! * kernel[tap * filters + at]!;
      output[image * channels + channel]! += sum;
    }
  });
  return result.tensor;
}

/** Gradient of a depthwise convolution with respect to its kernel, by plain loops; sums in double precision. */
export function depthwiseKernelGradient(call: KernelCall): Tensor {
  const attributes = call.attributes as GradientAttributes;
  const { x, dy } = tensorsOf(call) as { x: Tensor; dy: Tensor };
  const sizes = sizesOf(call.tf, x.shape, attributes.filterShape!, attributes, true);
  const result = call.memory.allocate(attributes.filterShape!);
  const [input, gradient] = [call.memory.view(x), call.memory.view(dy)];
  const { channels, filters } = sizes;
  const multiplier = filters / channels;
  const sums = new Float64Array(sizes.kernel[0] * sizes.kernel[1] * filters);
  eachTap(sizes, (image, pixel, tap) => {
    for (let channel = 0; channel < channels; channel++) {
      const value = input[image * channels + channel]!;
      const first = channel * multiplier;
      for (let at = first; at < first + multiplier; at++)
        sums[tap * filters + at]! += value * gradient[pixel * filters + at]!;
    }
  });
  result.values().set(sums);
  return result.tensor;
}

/** Visits each output pixel with each tap that falls into the image: numbers of input pixel, output pixel and tap. */
function eachTap(sizes: ConvolutionSizes, visit: (input: number, output: number, tap: number) => void): void {
  const [rows, columns] = sizes.output;
  for (let pixel = 0; pixel < sizes.batch * rows * columns; pixel++) {
    const image = Math.floor(pixel / (rows * columns));
    const row = Math.floor(pixel / columns) % rows;
    eachTapAt(sizes, image, row, pixel % columns, (input, tap) => visit(input, pixel, tap));
  }
}

function eachTapAt(
  sizes: ConvolutionSizes,
  image: number,
  row: number,
  column: number,
  visit: (input: number, tap: number) => void,
): void {
  const [height, width] = sizes.image;
  const [taps, tapsAcross] = sizes.kernel;
  for (let down = 0; down < taps; down++) {
    const y = row * sizes.strides[0] - sizes.before[0] + down * sizes.dilations[0];
    if (y < 0 || y >= height) continue;
    for (let across = 0; across < tapsAcross; across++) {
      const x = column * sizes.strides[1] - sizes.before[1] + across * sizes.dilations[1];
      if (x >= 0 && x < width) visit((image * height + y) * width + x, down * tapsAcross + across);
    }
  }
}
