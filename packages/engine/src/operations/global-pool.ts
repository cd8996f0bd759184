import type { GlobalPool } from '@altsparse/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Window } from '../primitives/window.ts';
import type { TensorFlow } from '../tensorflow.ts';
import type { OperationKernel } from './operation-kernel.ts';

/** The window that covers a whole image. */
function wholeImage(shape: readonly number[]): Window {
  const none = [0, 0] as const;
  return { kernel: [shape[1] ?? 1, shape[2] ?? 1], strides: [1, 1], padding: [none, none] };
}

const flat = (tf: TensorFlow, tensor: Tensor): Tensor =>
  tf.reshape(tensor, [tensor.shape[0] ?? 0, tensor.shape[3] ?? 0]);

/** Pooling over the whole image. A mean keeps nothing, a maximum its input and output. */
export const globalPoolKernel: OperationKernel<GlobalPool> = {
  needs: ({ kind }) => (kind === 'max' ? ['MaxPool', 'MaxPoolGrad'] : ['Mean', 'Tile']),
  forward({ operation, inputs, primitives }) {
    const input = inputs[0]!;
    if (operation.kind === 'average') return { output: primitives.tf.mean(input, [1, 2]), kept: [] };
    const pooled = primitives.pool('max', input, wholeImage(input.shape));
    return { output: flat(primitives.tf, pooled), kept: [input, pooled] };
  },
  backward({ operation, gradient, kept, shapes, primitives }) {
    const [batch = 0, height = 1, width = 1, channels = 0] = shapes[0]!;
    const { tf } = primitives;
    const pixel = tf.reshape(gradient, [batch, 1, 1, channels]);
    if (operation.kind === 'average')
      return { inputs: [tf.tile(tf.div(pixel, height * width), [1, height, width, 1])], parameters: [] };
    const [input, pooled] = kept;
    const window = wholeImage(shapes[0]!);
    return { inputs: [primitives.poolGradient('max', pixel, input!, pooled!, window)], parameters: [] };
  },
};
