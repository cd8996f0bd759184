import { defineExperiment, type Experiment } from 'altsparse';

/** A config that loads a plug-in by its path, from this file, and uses two of its parts. */
const experiment: Experiment = defineExperiment({
  plugins: ['./plugin.ts'],
  data: 'digits',
  model: 'small-conv',
  subnets: [0.8, 0.9],
  strategy: { use: 'ast', every: { share: 0.05 }, until: { share: 0.6 } },
  surgery: 'projection',
  learningRate: { use: 'triangle', peak: 0.2 },
  observers: ['best-so-far', 'csv'],
  epochs: 2,
  batchSize: 32,
});

export default experiment;
