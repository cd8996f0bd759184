import type { Preset } from '@altsparse/core';

const paper = 'Get More at Once: Alternating Sparse Training with Gradient Correction (NeurIPS 2022)';
const code = 'the released code of the paper';

/** What all three have in common: the paper's CIFAR runs. */
const common = {
  data: 'cifar10',
  model: 'wide-resnet-32',
  scheduler: 'alternating',
  surgery: 'none',
  optimizer: { use: 'sgd', momentum: 0.9 },
  learningRate: { use: 'cosine', peak: 0.1, per: 'auto' },
  weightDecay: 5e-4,
  epochs: 160,
  batchSize: 128,
  seeds: [0],
} as const;

const commonSources = {
  data: `${paper}, §4.1`,
  model: `${paper}, §4.1; ${code}: widths 32, 64, 128`,
  scheduler: `${paper}, §3.1`,
  surgery: `${paper}, Table 2, rows without gradient correction`,
  optimizer: `${code}: SGD, momentum 0.9, no Nesterov; the paper does not say`,
  learningRate: `${paper}, §4.1: 0.1, cosine; by epoch in ${code}. Under 30 epochs by step: ours, so that short runs have a curve`,
  weightDecay: `${code}: 5e-4, on normalisation and biases too; the paper does not say`,
  epochs: `${paper}, §4.1`,
  batchSize: `${code}; the paper does not say. 391 batches an epoch, the last one of 80 images`,
  seeds: `ours; ${code} has the fixed seed 0, the paper averages three runs`,
};

const until = { share: 110 / 160 };
const strategySources = {
  'strategy.initialSparsity': `${paper}, Table 2, rows with initial sparsity 0`,
  'strategy.until': `${code}: pruning ends at epoch 110 of 160`,
};

const granetValues = {
  ...common,
  subnets: [0.9],
  strategy: { use: 'granet', initialSparsity: 0, every: { share: 1000 / 62_560 }, until },
} as const;

/** One GraNet at 90 %. */
const granetPreset: Preset = {
  name: 'granet',
  summary: "GraNet, one sub-net at 90 %, as a baseline under the paper's CIFAR settings.",
  values: granetValues,
  sources: {
    ...commonSources,
    subnets: `${paper}, Table 2; set 0.95 or 0.98 for its other rows`,
    strategy: 'Sparse Training via Boosting Pruning Plasticity with Neuroregeneration (NeurIPS 2021)',
    ...strategySources,
    'strategy.every': "GraNet's released code: every 1,000 steps, here of 62,560",
  },
};

const astValues = {
  ...common,
  subnets: [0.9, 0.95, 0.98],
  strategy: {
    use: 'ast',
    initialSparsity: 0,
    every: { share: 999 / 62_560 },
    offset: { share: 300 / 62_560 },
    until,
  },
  normalisation: [{ match: 'stem/*', use: 'shared' }],
} as const;

const astSources = {
  ...commonSources,
  subnets: `${paper}, §4.1 and Table 2`,
  strategy: `${paper}, Algorithm 1`,
  ...strategySources,
  'strategy.every': `${code}: every 999 steps of 62,560; the paper says about 1,000`,
  'strategy.offset': `${paper}, Table 10: 300; 100 own steps in ${code} and in §4.1`,
  normalisation: `${code}: normalisation private to each sub-net, the stem's shared; the paper does not say`,
};

/** AST without gradient correction. */
const astPreset: Preset = {
  name: 'ast',
  summary: 'Alternating sparse training of three sub-nets at 90, 95 and 98 % on CIFAR-10.',
  values: astValues,
  sources: astSources,
};

/** AST with gradient correction; the surgery comes from another plug-in and is known here by name alone. */
const astGcPreset: Preset = {
  name: 'ast-gc',
  summary: 'Alternating sparse training with gradient correction: three sub-nets at 90, 95 and 98 % on CIFAR-10.',
  values: { ...astValues, surgery: 'projection' },
  sources: { ...astSources, surgery: `${paper}, §3.2, Eq. 5` },
};

/** GraNet that starts sparse. */
const granetSparsePreset: Preset = {
  ...granetPreset,
  name: 'granet-sparse',
  summary: 'GraNet from a random mask at 50 % to 90 % (sparse to sparse), under the same settings.',
  values: { ...granetPreset.values, strategy: { ...granetValues.strategy, initialSparsity: 0.5 } },
  sources: {
    ...granetPreset.sources,
    'strategy.initialSparsity': "GraNet's released ImageNet script: 0.5, by ERK; the AST paper has 0.5 and 0.9",
  },
};

/** AST with masks inside one another. */
const astCsPreset: Preset = {
  name: 'ast-cs',
  summary: 'Alternating sparse training with each sub-net inside the one before (CS), at 70, 95 and 98 % on CIFAR-10.',
  values: { ...astValues, subnets: [0.7, 0.95, 0.98], strategy: { ...astValues.strategy, relation: 'cs' } },
  sources: { ...astSources, subnets: `${paper}, Table 1`, 'strategy.relation': `${paper}, Table 1, row CS` },
};

/** What the released code does, as far as options go. */
const released = {
  rank: 'all',
  threshold: 'strict',
  afterRamp: 'leave',
  grow: 'forward-gradient',
  floor: 0.005,
  firstMasks: 'first',
  clock: 'rounds',
  elsewhere: 'coast',
  nowhere: 'coast',
  grown: { value: 'keep', slot: 'keep' },
} as const;

const releasedSources = {
  surgery: `${code}: the script does not ask for the correction, and the correction as written changes nothing`,
  'strategy.rank': `${code}: all weights compete, those outside the mask too`,
  'strategy.threshold': `${code}: strictly above the K-th largest, so K - 1 stay`,
  'strategy.afterRamp': `${code}: no pruning once the ramp is over`,
  'strategy.grow': `${code}: the gradient goes through the mask, so it is 0 outside`,
  'strategy.floor': `${code}: cosine from 0.5 to 0.005`,
  'strategy.firstMasks': `${code}: the initial mask is written to the first sub-net alone`,
  'strategy.clock': `${code}: own steps times the number of sub-nets`,
  'strategy.elsewhere': `${code}: momentum and weight decay act on every weight in every step`,
  'strategy.nowhere': `${code}: momentum and weight decay act on every weight in every step`,
  'strategy.grown': `${code}: weights keep what they had when they were dropped`,
};

/** AST as its authors' code has it, and not their paper. */
const astReleasedPreset: Preset = {
  name: 'ast-released',
  summary:
    "What the released code of the paper really does, by options: to measure how far it is from the paper's text.",
  values: { ...astValues, strategy: { ...astValues.strategy, ...released } },
  sources: { ...astSources, ...releasedSources },
};

/** The paper's CIFAR settings, as values of an experiment. */
export const presets: readonly Preset[] = [
  granetPreset,
  granetSparsePreset,
  astPreset,
  astGcPreset,
  astCsPreset,
  astReleasedPreset,
];
