import * as tf from '@tensorflow/tfjs-core';

/**
 * Registers the gradients of TensorFlow.js's operations. Under Node the package `@tensorflow/tfjs-core` comes without
 * them; tfjs-node brings them along, the portable backends do not.
 */
export async function registerGradients(): Promise<void> {
  if (tf.getGradient('Sum') === undefined) await import('@tensorflow/tfjs');
}
