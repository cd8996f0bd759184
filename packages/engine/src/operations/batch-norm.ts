import type { BatchNorm } from '@altsparse/core';
import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import type { OperationKernel } from './operation-kernel.ts';

/**
 * Batch normalisation, with the sum (its second input) and the ReLU that follow it where there are; keeps its input,
 * and its output for the ReLU.
 * In evaluation its parameters are scale, offset, running mean and running variance.
 */
export const batchNormKernel: OperationKernel<BatchNorm> = {
  needs: () => [],
  forward({ operation, inputs, parameters, primitives, relu }) {
    const [scale, offset] = parameters;
    const [input, side] = inputs;
    const { epsilon } = operation;
    const { output, mean, variance, kept } = primitives.normalise(input!, scale!, offset!, epsilon, relu, side);
    return { output, kept: [input!, ...(relu ? [output] : []), ...kept], moments: [mean, variance] };
  },
  backward({ operation, gradient, more, kept, parameters, primitives, relu, wanted }) {
    const [input, output, ...rest] = relu ? kept : [kept[0]!, ...kept];
    const summed = wanted.length > 1;
    const found = primitives.normaliseGradient({
      gradient,
      more,
      input: input!,
      output: output!,
      scale: parameters[0]!,
      offset: parameters[1]!,
      kept: rest,
      epsilon: operation.epsilon,
      relu,
      summed,
    });
    return { inputs: summed ? [found.input, found.side] : [found.input], parameters: [found.scale, found.offset] };
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
