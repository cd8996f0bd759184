import type { Conv2d } from '@altsparse/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Primitives } from '../primitives/primitives.ts';

/** A convolution of several groups. Kernels are `[height, width, channels of a group, filters]`, filters group by group. */
export interface GroupedConvolution {
  /** The output. */
  forward(primitives: Primitives, input: Tensor, kernel: Tensor): Tensor;
  /** Derivative with respect to the input of the given shape. */
  inputGradient(primitives: Primitives, gradient: Tensor, kernel: Tensor, shape: readonly number[]): Tensor;
  /** Derivative with respect to the kernel. */
  kernelGradient(primitives: Primitives, input: Tensor, gradient: Tensor): Tensor;
}

/** The backend's kernels without which groups cannot run. */
export const groupedKernels: readonly string[] = [
  'DepthwiseConv2dNative',
  'DepthwiseConv2dNativeBackpropInput',
  'DepthwiseConv2dNativeBackpropFilter',
  'Conv2D',
  'Conv2DBackpropInput',
  'Conv2DBackpropFilter',
  'SplitV',
  'Concat',
];

/**
 * Depthwise kernels for groups of one channel with equal strides (TensorFlow's know no others), else one convolution
 * for each group.
 *
 * @param operation - Attributes.
 * @param kernelShape - Of the whole kernel.
 */
export function groupedConvolution(operation: Conv2d, kernelShape: readonly number[]): GroupedConvolution {
  const equalStrides = operation.strides[0] === operation.strides[1];
  return equalStrides && kernelShape[2] === 1 ? depthwise(operation, kernelShape) : split(operation, kernelShape);
}

function depthwise(operation: Conv2d, kernelShape: readonly number[]): GroupedConvolution {
  const own = [...operation.kernel, operation.groups, operation.filters / operation.groups];
  return {
    forward: (primitives, input, kernel) => primitives.depthwise(input, primitives.tf.reshape(kernel, own), operation),
    inputGradient: (primitives, gradient, kernel, shape) =>
      primitives.depthwiseInputGradient(gradient, primitives.tf.reshape(kernel, own), operation, shape),
    kernelGradient: (primitives, input, gradient) =>
      primitives.tf.reshape(primitives.depthwiseKernelGradient(input, gradient, operation, own), [...kernelShape]),
  };
}

function split(operation: Conv2d, kernelShape: readonly number[]): GroupedConvolution {
  const { groups } = operation;
  const share = (shape: readonly number[]): number[] => [...shape.slice(0, 3), (shape[3] ?? 0) / groups];
  const joined = (
    primitives: Primitives,
    left: Tensor,
    right: Tensor,
    one: (a: Tensor, b: Tensor) => Tensor,
  ): Tensor => {
    const others = primitives.tf.split(right, groups, -1);
    const results = primitives.tf.split(left, groups, -1).map((part, group) => one(part, others[group]!));
    return primitives.tf.concat(results, -1);
  };
  return {
    forward: (primitives, input, kernel) =>
      joined(primitives, input, kernel, (part, own) => primitives.convolve(part, own, operation)),
    inputGradient: (primitives, gradient, kernel, shape) =>
      joined(primitives, gradient, kernel, (part, own) =>
        primitives.convolveInputGradient(part, own, operation, share(shape)),
      ),
    kernelGradient: (primitives, input, gradient) =>
      joined(primitives, input, gradient, (part, own) =>
        primitives.convolveKernelGradient(part, own, operation, share(kernelShape)),
      ),
  };
}
