import type { BatchNorm } from '@altsparse/core';
import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import type { OperationKernel } from './operation-kernel.ts';

/**
 * Batch normalisation, with the ReLU that follows it where there is one; keeps its input, and its output for the ReLU.
 * In evaluation its parameters are scale, offset, running mean and running variance.
 */
export const batchNormKernel: OperationKernel<BatchNorm> = {
  needs: () => [],
  forward({ operation, inputs, parameters, primitives, relu }) {
    const [scale, offset] = parameters;
    const { output, mean, variance, kept } = primitives.normalise(inputs[0]!, scale!, offset!, operation.epsilon, relu);
    return { output, kept: [inputs[0]!, ...(relu ? [output] : []), ...kept], moments: [mean, variance] };
  },
  backward({ operation, gradient, kept, parameters, primitives, relu }) {
    const [input, output, ...rest] = relu ? kept : [kept[0]!, ...kept];
    const found = primitives.normaliseGradient({
      gradient,
      input: input!,
      output: output!,
      scale: parameters[0]!,
      kept: rest,
      epsilon: operation.epsilon,
      relu,
    });
    return { inputs: [found.input], parameters: [found.scale, found.offset] };
  },
  evaluate({ operation, inputs, parameters, primitives, relu }) {
    const { tf } = primitives;
    const input = inputs[0]!;
    const [scale, offset, mean, variance] = parameters as Tensor1D[];
    const rows: Tensor4D = tf.reshape(input, [-1, 1, 1, input.shape.at(-1) ?? 1]);
    const plain = tf.batchNorm(rows, mean!, variance!, offset!, scale!, operation.epsilon);
    const output = tf.reshape(plain, input.shape);
    return relu ? primitives.activate('relu', output) : output;
  },
};
