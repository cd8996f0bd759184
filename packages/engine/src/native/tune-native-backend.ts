import type { TensorFlow } from '../tensorflow.ts';
import { rawOperations } from './raw-operations.ts';
import { tuneBatchNorm } from './tuned-batch-norm.ts';
import { tuneMean } from './tuned-mean.ts';
import { tuneRelu } from './tuned-relu.ts';

const tuned = new WeakSet<object>();

/**
 * Makes the library's own training faster on the native backend, for any model: `tf.grads`, or `model.fit` of a layers
 * model. Replaces the gradients of ReLU, ReLU6, batch normalisation and mean by TensorFlow's fused operations; other
 * backends keep the library's. May be called again.
 *
 * @param tf - The library; its native backend must be current.
 * @returns Whether the native backend was there to be tuned.
 */
export function tuneNativeBackend(tf: TensorFlow): boolean {
  const raw = rawOperations(tf);
  if (raw === undefined) return false;
  const known = tf.engine();
  if (tuned.has(known)) return true;
  tuned.add(known);
  tuneRelu(tf, raw);
  tuneBatchNorm(tf, raw);
  tuneMean(tf);
  return true;
}
