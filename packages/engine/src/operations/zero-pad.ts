import type { ZeroPad } from '@altsparse/core';
import { runKernel } from '../tensorflow.ts';
import type { OperationKernel } from './operation-kernel.ts';

/** Zeros around an image; the derivative is cut out again. */
export const zeroPadKernel: OperationKernel<ZeroPad> = {
  needs: () => ['PadV2', 'Slice'],
  forward({ operation, inputs, primitives }) {
    const x = inputs[0]!;
    const none = x.shape.slice(3).map(() => [0, 0]);
    const paddings = [[0, 0], ...operation.padding, ...none];
    return { output: runKernel(primitives.tf, 'PadV2', { x }, { paddings, constantValue: 0 }), kept: [] };
  },
  backward({ operation, gradient, shapes, primitives }) {
    const size = [...shapes[0]!];
    const begin = size.map((_, axis) => operation.padding[axis - 1]?.[0] ?? 0);
    return { inputs: [runKernel(primitives.tf, 'Slice', { x: gradient }, { begin, size })], parameters: [] };
  },
};
