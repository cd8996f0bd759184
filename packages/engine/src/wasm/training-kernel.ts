import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { HostMemory } from '../host/host-memory.ts';
import type { TensorFlow } from '../tensorflow.ts';

/** What TensorFlow.js hands to a kernel, with the means to compute. */
export interface KernelCall {
  /** The library. */
  readonly tf: TensorFlow;
  /** The backend's memory. */
  readonly memory: HostMemory;
  /** By the names of the library's own kernels. */
  readonly inputs: unknown;
  /** Strides, padding and shape. */
  readonly attributes: unknown;
}

/** A kernel for the backend's registry; returns one fresh tensor and leaves nothing else behind. */
export type TrainingKernel = (call: KernelCall) => Tensor;

/** Attributes of the gradients of convolutions. */
export interface GradientAttributes {
  /** One number or `[vertical, horizontal]`. */
  readonly strides: number | [number, number];
  /** The library's words, a number, or zeros for each side of each axis. */
  readonly pad: 'valid' | 'same' | number | [[number, number], [number, number], [number, number], [number, number]];
  /** How output sizes are rounded. */
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  /** `NHWC` is the only one that can be computed. */
  readonly dataFormat?: 'NHWC' | 'NCHW';
  /** For gradients with respect to the input. */
  readonly inputShape?: readonly number[];
  /** For gradients with respect to the kernel. */
  readonly filterShape?: readonly number[];
  /** Depthwise only. */
  readonly dilations?: number | [number, number];
}

/** Sizes of a convolution in numbers. */
export interface ConvolutionSizes {
  /** Images. */
  readonly batch: number;
  /** `[height, width]` of the image. */
  readonly image: readonly [number, number];
  /** `[height, width]` of the output. */
  readonly output: readonly [number, number];
  /** `[height, width]` of the kernel. */
  readonly kernel: readonly [number, number];
  /** `[vertical, horizontal]`. */
  readonly strides: readonly [number, number];
  /** `[vertical, horizontal]` step between the taps of the kernel. */
  readonly dilations: readonly [number, number];
  /** Zeros above and to the left. */
  readonly before: readonly [number, number];
  /** Input channels. */
  readonly channels: number;
  /** Output channels; for a depthwise kernel the multiplier is `filters / channels`. */
  readonly filters: number;
}

/** Works out the sizes from a kernel's attributes. */
export function sizesOf(
  tf: TensorFlow,
  inputShape: readonly number[],
  filterShape: readonly number[],
  attributes: GradientAttributes,
  depthwise = false,
): ConvolutionSizes {
  if (attributes.dataFormat === 'NCHW') throw new Error('The wasm backend computes NHWC only.');
  const info = tf.backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    attributes.strides,
    attributes.dilations ?? 1,
    attributes.pad,
    attributes.dimRoundingMode,
    depthwise,
  );
  return {
    batch: info.batchSize,
    image: [info.inHeight, info.inWidth],
    output: [info.outHeight, info.outWidth],
    kernel: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    before: [info.padInfo.top, info.padInfo.left],
    channels: info.inChannels,
    filters: info.outChannels,
  };
}

/** The tensors of a call by name. */
export function tensorsOf(call: KernelCall): Readonly<Record<string, TensorInfo>> {
  return call.inputs as Record<string, TensorInfo>;
}
