import { definePlugin, type Plugin, type Preset } from '@altsparse/core';

const table2 = 'Get More at Once: Alternating Sparse Training with Gradient Correction (NeurIPS 2022), Table 2';

// begin: a preset
/** The paper's three sub-nets on digits. */
export const digitsAst: Preset = {
  name: 'digits-ast',
  summary: 'Three sub-nets at 90, 95 and 98 % in one small net for digits.',
  sources: {
    subnets: table2,
    surgery: table2,
    epochs: 'ours: short',
  },
  values: {
    data: 'digits',
    model: 'small-conv',
    subnets: [0.9, 0.95, 0.98],
    strategy: { use: 'ast', every: { epochs: 0.25 }, offset: { steps: 3 }, until: { share: 0.7 } },
    surgery: 'projection',
    learningRate: { use: 'cosine', peak: 0.05 },
    weightDecay: 5e-4,
    epochs: 6,
    batchSize: 64,
  },
};
// end

/** A config says `plugins: ['./preset.ts'], preset: 'digits-ast'`. */
export const plugin: Plugin = definePlugin({ name: 'digits', contributes: { presets: [digitsAst] } });
