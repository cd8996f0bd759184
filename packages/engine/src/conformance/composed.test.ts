import * as tf from '@tensorflow/tfjs';
import { composedPrimitives } from '../primitives/composed.ts';
import { conformance } from './suite.test.support.ts';

// What backends run whose memory JavaScript cannot reach, such as webgpu.
conformance(
  'composed',
  async () => {
    await tf.setBackend('cpu');
    return tf;
  },
  { primitives: composedPrimitives(tf) },
);
