import type { Add } from '@altsparse/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { ForwardCall, OperationKernel } from './operation-kernel.ts';

function output({ inputs, primitives, relu }: ForwardCall<Add>): Tensor {
  const [first, ...rest] = inputs;
  const sum = rest.reduce((total, next) => {
    const larger = primitives.add(total, next);
    if (total !== first) total.dispose();
    return larger;
  }, first!);
  return relu ? primitives.activate('relu', sum) : sum;
}

/** Sum; every input's derivative is the output's. */
export const addKernel: OperationKernel<Add> = {
  needs: () => ['Add'],
  forward: (call) => ({ output: output(call), kept: [] }),
  backward: ({ gradient, wanted }) => ({
    inputs: wanted.map((one) => (one ? gradient : undefined)),
    parameters: [],
  }),
};
