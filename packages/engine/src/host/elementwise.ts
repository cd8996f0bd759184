import type { ActivationKind } from '@altsparse/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { leakySlope } from '../primitives/composed-activation.ts';
import type { HostMemory } from './host-memory.ts';

/** Sum of two tensors of one shape. */
export function hostAdd(memory: HostMemory, left: Tensor, right: Tensor): Tensor {
  const output = memory.allocate(left.shape);
  const [a, b, sum] = [memory.view(left), memory.view(right), output.values()];
  for (let i = 0; i < sum.length; i++) sum[i] = a[i]! + b[i]!;
  return output.tensor;
}

/** Adds a number per channel. */
export function hostAddBias(memory: HostMemory, input: Tensor, bias: Tensor): Tensor {
  const output = memory.allocate(input.shape);
  const [values, shift, sum] = [memory.view(input), memory.view(bias), output.values()];
  const channels = shift.length;
  for (let start = 0; start < sum.length; start += channels)
    for (let c = 0; c < channels; c++) sum[start + c] = values[start + c]! + shift[c]!;
  return output.tensor;
}

/** Sums over all axes but the last, in double precision. */
export function hostSumToChannels(memory: HostMemory, input: Tensor): Tensor {
  const channels = input.shape.at(-1) ?? 1;
  const output = memory.allocate([channels]);
  const values = memory.view(input);
  const sums = new Float64Array(channels);
  for (let start = 0; start < values.length; start += channels)
    for (let c = 0; c < channels; c++) sums[c]! += values[start + c]!;
  output.values().set(sums);
  return output.tensor;
}

/** ReLU. Not-a-number stays not-a-number. */
export function hostRelu(memory: HostMemory, input: Tensor): Tensor {
  const output = memory.allocate(input.shape);
  const [values, result] = [memory.view(input), output.values()];
  for (let i = 0; i < result.length; i++) result[i] = values[i]! < 0 ? 0 : values[i]!;
  return output.tensor;
}

/** Activations whose derivative follows from the output alone, element by element. */
export type PlainActivation = Exclude<ActivationKind, 'softmax' | 'swish'>;

/** Derivative of an activation by its output. */
export function hostActivateGradient(memory: HostMemory, kind: PlainActivation, dy: Tensor, kept: Tensor): Tensor {
  const output = memory.allocate(dy.shape);
  loops[kind](memory.view(dy), memory.view(kept), output.values());
  return output.tensor;
}

// One loop for each, so that each is compiled on its own and calls nothing within.
const loops: Record<PlainActivation, (dy: Float32Array, y: Float32Array, dx: Float32Array) => void> = {
  relu(dy, y, dx) {
    for (let i = 0; i < dx.length; i++) dx[i] = y[i]! > 0 ? dy[i]! : 0;
  },
  relu6(dy, y, dx) {
    for (let i = 0; i < dx.length; i++) dx[i] = y[i]! > 0 && y[i]! < 6 ? dy[i]! : 0;
  },
  leakyRelu(dy, y, dx) {
    for (let i = 0; i < dx.length; i++) dx[i] = y[i]! > 0 ? dy[i]! : dy[i]! * leakySlope;
  },
  elu(dy, y, dx) {
    for (let i = 0; i < dx.length; i++) dx[i] = y[i]! < 0 ? dy[i]! * (y[i]! + 1) : dy[i]!;
  },
  sigmoid(dy, y, dx) {
    for (let i = 0; i < dx.length; i++) dx[i] = dy[i]! * y[i]! * (1 - y[i]!);
  },
  tanh(dy, y, dx) {
    for (let i = 0; i < dx.length; i++) dx[i] = dy[i]! * (1 - y[i]! * y[i]!);
  },
};
