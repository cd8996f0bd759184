import { defineExperiment } from 'altsparse';

/** Five runs of 40 steps: dense, then four rounds, each from the first weights. */
export default defineExperiment({
  data: 'digits',
  model: 'small-conv',
  subnets: [0.9],
  strategy: { use: 'lottery', share: 0.5 },
  steps: 40,
  batchSize: 32,
  learningRate: { use: 'cosine', peak: 0.05 },
});
