import type { TensorFlow } from '../tensorflow.ts';

/** What records call the current backend: `tfjs-node`, `tfjs-wasm`. */
export function engineName(tf: TensorFlow): string {
  const backend = tf.getBackend();
  if (backend !== 'tensorflow') return `tfjs-${backend}`;
  const { isUsingGpuDevice } = tf.backend() as unknown as { isUsingGpuDevice?: boolean };
  return isUsingGpuDevice ? 'tfjs-node-gpu' : 'tfjs-node';
}
