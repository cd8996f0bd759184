import { defineExperiment } from 'altsparse';

/** Dense at first, pruned by and by. */
export default defineExperiment({
  data: 'digits',
  model: 'small-conv',
  subnets: [0.9],
  strategy: { use: 'gmp', every: { share: 0.05 }, until: { share: 0.7 } },
  steps: 200,
  batchSize: 32,
  learningRate: { use: 'cosine', peak: 0.05 },
});
