import type { Concatenate } from '@altsparse/core';
import type { OperationKernel } from './operation-kernel.ts';

/** Concatenation along the last axis; the derivative is cut at the seams. */
export const concatenateKernel: OperationKernel<Concatenate> = {
  needs: () => ['Concat', 'SplitV'],
  forward: ({ inputs, primitives }) => ({ output: primitives.tf.concat([...inputs], -1), kept: [] }),
  backward({ gradient, shapes, wanted, primitives }) {
    const parts = primitives.tf.split(
      gradient,
      shapes.map((shape) => shape.at(-1) ?? 0),
      -1,
    );
    return { inputs: parts.map((part, at) => (wanted[at] ? part : undefined)), parameters: [] };
  },
};
