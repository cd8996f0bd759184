import type { Pool } from '@altsparse/core';
import type { OperationKernel } from './operation-kernel.ts';

/** Pooling over a window; keeps input and output. */
export const poolKernel: OperationKernel<Pool> = {
  needs: ({ kind }) => (kind === 'max' ? ['MaxPool', 'MaxPoolGrad'] : ['AvgPool', 'AvgPoolGrad']),
  forward({ operation, inputs, primitives }) {
    const input = inputs[0]!;
    const output = primitives.pool(operation.kind, input, { ...operation, kernel: operation.window });
    return { output, kept: [input, output] };
  },
  backward({ operation, gradient, kept, primitives }) {
    const [input, output] = kept;
    const window = { ...operation, kernel: operation.window };
    return { inputs: [primitives.poolGradient(operation.kind, gradient, input!, output!, window)], parameters: [] };
  },
};
