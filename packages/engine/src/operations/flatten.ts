import type { Flatten } from '@altsparse/core';
import type { OperationKernel } from './operation-kernel.ts';

/** All axes but the batch in one. */
export const flattenKernel: OperationKernel<Flatten> = {
  needs: () => ['Reshape'],
  forward: ({ inputs, primitives }) => ({
    output: primitives.tf.reshape(inputs[0]!, [inputs[0]!.shape[0] ?? 0, -1]),
    kept: [],
  }),
  backward: ({ gradient, shapes, primitives }) => ({
    inputs: [primitives.tf.reshape(gradient, [...shapes[0]!])],
    parameters: [],
  }),
};
