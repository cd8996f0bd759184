import type { GradFunc, Tensor } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../tensorflow.ts';

/** One derivative for each input of a kernel, computed when it is asked for. */
export type Gradients = ReturnType<GradFunc>;

/** A gradient for the native backend: what it cannot do it leaves to the library's own by returning nothing. */
export type TunedGradient = (
  gradient: Tensor,
  saved: readonly Tensor[],
  attributes: Record<string, unknown>,
) => Gradients | undefined;

/** Puts a gradient before the library's own, which stays for other backends. Both see the same saved tensors. */
export function tuneGradient(tf: TensorFlow, kernelName: string, gradient: TunedGradient): void {
  const own = tf.getGradient(kernelName);
  if (own == null) return;
  const gradFunc: GradFunc = (dy, saved, attributes) => {
    const native = tf.getBackend() === 'tensorflow' && !Array.isArray(dy);
    const found = native ? gradient(dy, saved, attributes as Record<string, unknown>) : undefined;
    return found ?? own.gradFunc(dy, saved, attributes);
  };
  tf.unregisterGradient(kernelName);
  tf.registerGradient({ ...own, gradFunc });
}
