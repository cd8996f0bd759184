import { type Dropout, randomStream } from '@altsparse/core';
import { upload } from '../tensorflow.ts';
import type { OperationKernel } from './operation-kernel.ts';

/** Dropout by a mask drawn on the host, the same on every backend; keeps the mask. */
export const dropoutKernel: OperationKernel<Dropout> = {
  needs: () => ['Multiply'],
  forward({ operation, inputs, primitives, noise }) {
    const input = inputs[0]!;
    if (operation.rate === 0) return { output: input, kept: [] };
    const mask = upload(primitives.tf, dropoutMask(input.size, operation.rate, noise), input.shape);
    return { output: primitives.tf.mul(input, mask), kept: [mask] };
  },
  backward: ({ gradient, kept, primitives }) => ({
    inputs: [kept[0] === undefined ? gradient : primitives.tf.mul(gradient, kept[0])],
    parameters: [],
  }),
  evaluate: ({ inputs }) => inputs[0]!,
};

/** 0 with probability `rate`, else 1 / (1 − rate). */
export function dropoutMask(size: number, rate: number, noise: number): Float32Array {
  const random = randomStream(noise, 'dropout');
  const kept = 1 / (1 - rate);
  const mask = new Float32Array(size);
  for (let i = 0; i < size; i++) mask[i] = random.uniform() < rate ? 0 : kept;
  return mask;
}
