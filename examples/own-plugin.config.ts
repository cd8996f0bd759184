import { defineExperiment, type Experiment } from 'altsparse';

/** A config that loads a plug-in by the path of its folder and trains with its strategy. */
const experiment: Experiment = defineExperiment({
  plugins: ['./own-plugin'],
  data: 'digits',
  model: 'small-conv',
  subnets: [0.5],
  strategy: { use: 'oldest-out', every: 4 },
  steps: 20,
  batchSize: 32,
});

export default experiment;
