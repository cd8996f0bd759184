import type { Activation } from '@altsparse/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { leakySlope } from '../primitives/composed-activation.ts';
import type { TensorFlow } from '../tensorflow.ts';
import type { OperationKernel } from './operation-kernel.ts';

/** Activations; each keeps its output (swish: its input). */
export const activationKernel: OperationKernel<Activation> = {
  needs: () => [],
  forward({ operation, inputs, primitives }) {
    if (isSteep(operation)) {
      const leaky = primitives.tf.leakyRelu(inputs[0]!, operation.slope);
      return { output: leaky, kept: [leaky] };
    }
    const output = primitives.activate(operation.kind, inputs[0]!);
    return { output, kept: [operation.kind === 'swish' ? inputs[0]! : output] };
  },
  backward({ operation, gradient, kept, primitives }) {
    const input = isSteep(operation)
      ? leakyGradient(primitives.tf, gradient, kept[0]!, operation.slope)
      : primitives.activateGradient(operation.kind, gradient, kept[0]!);
    return { inputs: [input], parameters: [] };
  },
};

/** A leaky ReLU of another slope than the primitives have. */
function isSteep(operation: Activation): operation is Activation & { readonly slope: number } {
  return operation.kind === 'leakyRelu' && operation.slope !== undefined && operation.slope !== leakySlope;
}

/** The output has the sign of the input, as a slope is never negative. */
function leakyGradient(tf: TensorFlow, gradient: Tensor, output: Tensor, slope: number): Tensor {
  return tf.where(tf.greater(output, 0), gradient, tf.mul(gradient, slope));
}
