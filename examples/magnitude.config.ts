import { defineExperiment } from 'altsparse';

/** Dense for 100 steps, then pruned by magnitude once and trained on. */
export default defineExperiment({
  data: 'digits',
  model: 'small-conv',
  steps: 100,
  stages: [
    { name: 'dense', subnets: [0], strategy: 'dense' },
    { name: 'pruned', subnets: [0.9], strategy: 'magnitude', learningRate: { use: 'cosine', peak: 0.01 } },
  ],
  batchSize: 32,
  learningRate: { use: 'cosine', peak: 0.05 },
});
