import { AltsparseError, type Batch, type Shape, sizeOf } from '@altsparse/core';
import type { TensorFlow } from '../tensorflow.ts';

/** Is the backend still the one, and do the images fit? */
export function checkCall(tf: TensorFlow, backend: string, batch: Batch, inputShape: Shape): void {
  if (tf.getBackend() !== backend)
    throw new AltsparseError('engine-backend', 'Another backend has become current.', {
      found: tf.getBackend(),
      expected: backend,
    });
  const expected = batch.size * sizeOf(inputShape);
  if (batch.images.length !== expected)
    throw new AltsparseError('batch-shape', 'The images do not fit the model.', {
      found: batch.images.length,
      expected,
    });
}
