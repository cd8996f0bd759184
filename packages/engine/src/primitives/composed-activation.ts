import type { ActivationKind } from '@altsparse/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { scope, type TensorFlow } from '../tensorflow.ts';

/** Slope of the leaky ReLU below zero. */
export const leakySlope = 0.2;

/** Every activation through the library's own kernels. */
export function composedActivate(tf: TensorFlow, kind: ActivationKind, input: Tensor): Tensor {
  switch (kind) {
    case 'relu':
      return tf.relu(input);
    case 'relu6':
      return tf.relu6(input);
    case 'leakyRelu':
      return tf.leakyRelu(input, leakySlope);
    case 'elu':
      return tf.elu(input);
    case 'sigmoid':
      return tf.sigmoid(input);
    case 'tanh':
      return tf.tanh(input);
    case 'swish':
      return scope(tf, () => tf.mul(tf.sigmoid(input), input));
    case 'softmax':
      return tf.softmax(input);
  }
}

/** Derivative of an activation; `kept` is its input for swish, its output for all others. */
export function composedActivateGradient(tf: TensorFlow, kind: ActivationKind, gradient: Tensor, kept: Tensor): Tensor {
  return scope(tf, () => {
    if (kind !== 'softmax') return tf.mul(gradient, slope(tf, kind, kept));
    const weighted = tf.mul(gradient, kept);
    return tf.sub(weighted, tf.mul(kept, tf.sum(weighted, -1, true)));
  });
}

function slope(tf: TensorFlow, kind: Exclude<ActivationKind, 'softmax'>, kept: Tensor): Tensor {
  switch (kind) {
    case 'relu':
      return tf.cast(tf.greater(kept, 0), 'float32');
    case 'relu6':
      return tf.cast(tf.logicalAnd(tf.greater(kept, 0), tf.less(kept, 6)), 'float32');
    case 'leakyRelu':
      return tf.where(tf.greater(kept, 0), tf.onesLike(kept), tf.fill(kept.shape, leakySlope));
    case 'elu':
      return tf.add(tf.minimum(kept, 0), 1);
    case 'sigmoid':
      return tf.mul(kept, tf.sub(1, kept));
    case 'tanh':
      return tf.sub(1, tf.square(kept));
    case 'swish': {
      const sigmoid = tf.sigmoid(kept);
      return tf.add(sigmoid, tf.mul(tf.mul(kept, sigmoid), tf.sub(1, sigmoid)));
    }
  }
}
