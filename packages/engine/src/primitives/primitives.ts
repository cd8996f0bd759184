import type { ActivationKind } from '@altsparse/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../tensorflow.ts';
import type { Window } from './window.ts';

/** What a normalisation by the batch's own statistics gives. */
export interface Normalised {
  /** Same shape as the input. */
  readonly output: Tensor;
  /** `[channels]`. */
  readonly mean: Tensor;
  /** `[channels]`, unbiased. */
  readonly variance: Tensor;
  /** What the gradient asks for again, beside input and output. */
  readonly kept: readonly Tensor[];
}

/** What the gradient of a normalisation reads. */
export interface NormalisedGradientRequest {
  /** Derivative with respect to the output (after the ReLU, if there was one). */
  readonly gradient: Tensor;
  /** The input of the forward pass. */
  readonly input: Tensor;
  /** The output of the forward pass. */
  readonly output: Tensor;
  /** `[channels]`. */
  readonly scale: Tensor;
  /** `[channels]`. */
  readonly offset: Tensor;
  /** What `normalise` kept. */
  readonly kept: readonly Tensor[];
  /** As in the forward pass. */
  readonly epsilon: number;
  /** Was a ReLU applied after it? */
  readonly relu: boolean;
  /** Was something added before the ReLU? */
  readonly summed: boolean;
  /** A second derivative with respect to the output, to be added to the first; `joinsSums` only. */
  readonly more?: Tensor | undefined;
}

/** Derivatives with respect to what a normalisation reads. */
export interface NormalisedGradient {
  /** Same shape as the input. */
  readonly input: Tensor;
  /** `[channels]`. */
  readonly scale: Tensor;
  /** `[channels]`. */
  readonly offset: Tensor;
  /** Derivative with respect to what was added: fresh, or the request's own gradient. Where something was added. */
  readonly side?: Tensor | undefined;
}

/** Bias and activation of a convolution in evaluation. */
export interface ConvolutionFinish {
  /** `[filters]`, added to each pixel. */
  readonly bias?: Tensor;
  /** Applies a ReLU at the end. */
  readonly relu?: boolean;
}

/**
 * The arithmetic under the operations, one record for each kind of backend. Every function returns fresh tensors
 * that the caller disposes, leaves its arguments alone, and disposes what it made on the way.
 * Images are `[batch, height, width, channels]`, kernels `[height, width, channels of a group, filters]`.
 */
export interface Primitives {
  /** The library. */
  readonly tf: TensorFlow;
  /** True if nothing can be missing; false if the backend's registry is to be asked for each kernel. */
  readonly complete: boolean;
  /** Convolution of one group. */
  convolve(input: Tensor, kernel: Tensor, window: Window, finish?: ConvolutionFinish): Tensor;
  /** Derivative of a convolution with respect to its input of the given shape. */
  convolveInputGradient(gradient: Tensor, kernel: Tensor, window: Window, shape: readonly number[]): Tensor;
  /** Derivative of a convolution with respect to its kernel of the given shape. */
  convolveKernelGradient(input: Tensor, gradient: Tensor, window: Window, shape: readonly number[]): Tensor;
  /** Depthwise convolution with a kernel `[height, width, channels, multiplier]`. */
  depthwise(input: Tensor, kernel: Tensor, window: Window): Tensor;
  /** Derivative of a depthwise convolution with respect to its input. */
  depthwiseInputGradient(gradient: Tensor, kernel: Tensor, window: Window, shape: readonly number[]): Tensor;
  /** Derivative of a depthwise convolution with respect to its kernel. */
  depthwiseKernelGradient(input: Tensor, gradient: Tensor, window: Window, shape: readonly number[]): Tensor;
  /** Adds a number per channel (last axis). */
  addBias(input: Tensor, bias: Tensor): Tensor;
  /** Sums over all axes but the last: the derivative with respect to a bias. */
  sumToChannels(input: Tensor): Tensor;
  /** Can `normalise` add something, and `normaliseGradient` take two derivatives? Then the graph's sums become part of them. */
  readonly joinsSums: boolean;
  /** Normalisation over the last axis by the batch's statistics, then a sum (`joinsSums` only), then a ReLU if wished. */
  normalise(input: Tensor, scale: Tensor, offset: Tensor, epsilon: number, relu: boolean, side?: Tensor): Normalised;
  /** Derivatives of `normalise`. */
  normaliseGradient(request: NormalisedGradientRequest): NormalisedGradient;
  /** An activation. */
  activate(kind: ActivationKind, input: Tensor): Tensor;
  /** Derivative of an activation; `kept` is its input for swish, its output for all others. */
  activateGradient(kind: ActivationKind, gradient: Tensor, kept: Tensor): Tensor;
  /** Sum of two tensors of one shape. */
  add(left: Tensor, right: Tensor): Tensor;
  /** Maximum or mean over a window; padding never counts. */
  pool(kind: 'max' | 'average', input: Tensor, window: Window): Tensor;
  /** Derivative of a pooling with respect to its input. */
  poolGradient(kind: 'max' | 'average', gradient: Tensor, input: Tensor, output: Tensor, window: Window): Tensor;
}
