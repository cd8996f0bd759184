import { AltsparseError } from '../../error.ts';
import type { KernelInitialisers } from '../initialiser.ts';
import { kernelAndBias, type OperationRule, onlyShape } from '../rule.ts';
import { type Padding, type Shape, sizeOf, windowCount } from '../shape.ts';

/** A two-dimensional convolution; depthwise when `groups` equals the input channels. */
export interface Conv2d {
  /** The operation's name. */
  readonly op: 'conv2d';
  /** Output channels. */
  readonly filters: number;
  /** `[height, width]` of the window. */
  readonly kernel: readonly [number, number];
  /** `[vertical, horizontal]` step of the window. */
  readonly strides: readonly [number, number];
  /** Zeros around the image. */
  readonly padding: Padding;
  /** Input and output channels are split into this many independent groups. */
  readonly groups: number;
  /** Has it a bias? */
  readonly bias: boolean;
  /** May masks cover its kernel? */
  readonly maskable: boolean;
  /** First values of kernel and bias. */
  readonly initialise: KernelInitialisers;
}

/** Kernel `[kh, kw, in / groups, out]`; multiply-adds counted at every output position, padding included. */
export const conv2dRule: OperationRule<Conv2d> = {
  outputShape(operation, inputs) {
    const [height, width] = imageOf(operation, inputs);
    const rows = windowCount(height, operation.kernel[0], operation.strides[0], operation.padding[0]);
    const columns = windowCount(width, operation.kernel[1], operation.strides[1], operation.padding[1]);
    return [rows, columns, operation.filters];
  },
  parameters(operation, inputs) {
    const channels = imageOf(operation, inputs)[2];
    const shape: Shape = [...operation.kernel, channels / operation.groups, operation.filters];
    const area = operation.kernel[0] * operation.kernel[1];
    const fans = { fanIn: (area * channels) / operation.groups, fanOut: (area * operation.filters) / operation.groups };
    return kernelAndBias(operation, shape, fans);
  },
  macs(operation, inputs, output) {
    const channels = imageOf(operation, inputs)[2];
    return (sizeOf(output) * operation.kernel[0] * operation.kernel[1] * channels) / operation.groups;
  },
};

function imageOf(operation: Conv2d, inputs: readonly Shape[]): readonly [number, number, number] {
  const [height, width, channels] = onlyShape(inputs);
  if (height === undefined || width === undefined || channels === undefined) {
    throw new AltsparseError('graph-shape', 'A convolution needs an image.', {
      found: inputs[0],
      expected: '[height, width, channels]',
    });
  }
  if (channels % operation.groups !== 0 || operation.filters % operation.groups !== 0) {
    throw new AltsparseError('graph-shape', 'Groups must divide the channels.', {
      found: { channels, filters: operation.filters, groups: operation.groups },
    });
  }
  return [height, width, channels];
}
