import { defineExperiment } from 'altsparse';

/** Pruned once, before the first step, by what the loss of the first batch feels. */
export default defineExperiment({
  data: 'digits',
  model: 'small-conv',
  subnets: [0.9],
  strategy: 'snip',
  steps: 200,
  batchSize: 32,
  learningRate: { use: 'cosine', peak: 0.05 },
});
