import { defineExperiment, type Experiment } from 'altsparse';

/** One small sub-net of the digits; the strategy is all that changes from run to run: `--set=strategy=set`. */
const experiment: Experiment = defineExperiment({
  data: { use: 'digits', take: { train: 320, test: 100 } },
  model: 'small-conv',
  subnets: [0.8],
  strategy: 'rigl',
  engine: 'wasm',
  steps: 200,
  batchSize: 32,
});

export default experiment;
