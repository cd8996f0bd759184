import { defineExperiment } from 'altsparse';

/** A random mask at 90 % that never changes. */
export default defineExperiment({
  data: 'digits',
  model: 'small-conv',
  subnets: [0.9],
  strategy: 'static-random',
  steps: 200,
  batchSize: 32,
  learningRate: { use: 'cosine', peak: 0.05 },
});
