import type { Dense } from '@altsparse/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { runKernel, type TensorFlow } from '../tensorflow.ts';
import type { ForwardCall, OperationKernel } from './operation-kernel.ts';

function multiply(tf: TensorFlow, a: Tensor, b: Tensor, transposeA = false, transposeB = false): Tensor {
  return runKernel(tf, 'BatchMatMul', { a, b }, { transposeA, transposeB });
}

function output(call: ForwardCall<Dense>): Tensor {
  const [kernel, bias] = call.parameters;
  const plain = multiply(call.primitives.tf, call.inputs[0]!, kernel!);
  return bias === undefined ? plain : call.primitives.addBias(plain, bias);
}

/** Fully connected layer; keeps its input. */
export const denseKernel: OperationKernel<Dense> = {
  needs: () => ['BatchMatMul'],
  forward: (call) => ({ output: output(call), kept: call.inputs }),
  backward({ primitives, gradient, kept, parameters, wanted }) {
    const { tf } = primitives;
    const [kernel, bias] = parameters;
    const own = [multiply(tf, kept[0]!, gradient, true)];
    if (bias !== undefined) own.push(primitives.sumToChannels(gradient));
    return { inputs: [wanted[0] ? multiply(tf, gradient, kernel!, false, true) : undefined], parameters: own };
  },
};
