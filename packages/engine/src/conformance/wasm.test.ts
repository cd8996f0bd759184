import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { conformance } from './suite.test.support.ts';

conformance('wasm', async () => {
  await tf.setBackend('wasm');
  return tf;
});
