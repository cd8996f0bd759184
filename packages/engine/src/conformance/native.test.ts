import { describe, it } from 'vitest';
import type { TensorFlow } from '../tensorflow.ts';
import { conformance } from './suite.test.support.ts';

// The native library is an optional dependency, and its binding is made by this package's installer.
const native = await import('@tensorflow/tfjs-node').then(
  (found) => (found.default ?? found) as unknown as TensorFlow,
  () => undefined,
);

if (native === undefined)
  describe('native', () => {
    it.skip('is not installed here: nothing was checked', () => {});
  });
else
  conformance('native', async () => {
    await native.setBackend('tensorflow');
    return native;
  });
