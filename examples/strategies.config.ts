import { defineExperiment, type Experiment } from 'altsparse';

/**
 * Two small sub-nets of the digits; one name is all that changes from run to run: `--set=strategy=set`,
 * `--set=scheduler=joint`. What does not prune, such as `dense`, may stay below its target.
 */
const experiment: Experiment = defineExperiment({
  data: { use: 'digits', take: { train: 100, test: 50 } },
  model: 'small-conv',
  subnets: [0.5, 0.75],
  strategy: 'ast',
  engine: 'wasm',
  steps: 200,
  batchSize: 4,
  learningRate: { use: 'cosine', peak: 0.02 },
  evaluateEvery: { share: 1 },
  unreached: 'allow',
});

export default experiment;
