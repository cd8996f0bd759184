import type { Tensor } from '@tensorflow/tfjs-core';
import { scope, type TensorFlow } from '../tensorflow.ts';
import type { Normalised, NormalisedGradient, NormalisedGradientRequest } from './primitives.ts';

/** Rows of channels: `[elements / channels, channels]`. */
function asRows(tf: TensorFlow, tensor: Tensor): Tensor {
  return tf.reshape(tensor, [-1, tensor.shape.at(-1) ?? 1]);
}

/** Batch normalisation from a backend's elementary kernels, for backends that are reached through these alone. */
export function composedNormalise(
  tf: TensorFlow,
  input: Tensor,
  scale: Tensor,
  offset: Tensor,
  epsilon: number,
  relu: boolean,
): Normalised {
  return scope(tf, () => {
    const rows = asRows(tf, input);
    const count = rows.shape[0] ?? 1;
    const mean = tf.mean(rows, 0);
    const biased = tf.mean(tf.square(tf.sub(rows, mean)), 0);
    const inverse = tf.rsqrt(tf.add(biased, epsilon));
    const factor = tf.mul(inverse, scale);
    const plain = tf.add(tf.mul(rows, factor), tf.sub(offset, tf.mul(mean, factor)));
    const output = tf.reshape(relu ? tf.relu(plain) : plain, input.shape);
    const variance = tf.mul(biased, count / Math.max(1, count - 1));
    return { output, mean, variance, kept: [mean.clone(), inverse] };
  });
}

/** Derivatives of {@link composedNormalise}. */
export function composedNormaliseGradient(tf: TensorFlow, request: NormalisedGradientRequest): NormalisedGradient {
  return scope(tf, () => {
    const [mean, inverse] = request.kept as [Tensor, Tensor];
    const rows = asRows(tf, request.input);
    const count = rows.shape[0] ?? 1;
    const whole = asRows(tf, request.gradient);
    const gradient = request.relu
      ? tf.mul(whole, tf.cast(tf.greater(asRows(tf, request.output), 0), 'float32'))
      : whole;
    const unit = tf.mul(tf.sub(rows, mean), inverse);
    const offset = tf.sum(gradient, 0);
    const scale = tf.sum(tf.mul(gradient, unit), 0);
    const centred = tf.sub(tf.sub(gradient, tf.div(offset, count)), tf.mul(unit, tf.div(scale, count)));
    const input = tf.mul(centred, tf.mul(inverse, request.scale));
    return { input: tf.reshape(input, request.input.shape), scale, offset };
  });
}
