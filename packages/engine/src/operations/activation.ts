import type { Activation } from '@altsparse/core';
import type { OperationKernel } from './operation-kernel.ts';

/** Activations; each keeps its output (swish: its input). */
export const activationKernel: OperationKernel<Activation> = {
  needs: () => [],
  forward({ operation, inputs, primitives }) {
    const output = primitives.activate(operation.kind, inputs[0]!);
    return { output, kept: [operation.kind === 'swish' ? inputs[0]! : output] };
  },
  backward: ({ operation, gradient, kept, primitives }) => ({
    inputs: [primitives.activateGradient(operation.kind, gradient, kept[0]!)],
    parameters: [],
  }),
};
