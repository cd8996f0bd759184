import type { Preset } from '@altsparse/core';

const paper = 'Get More at Once: Alternating Sparse Training with Gradient Correction (NeurIPS 2022)';
const code = 'the released code of the paper';

/** What all chains have in common: the paper's CIFAR runs, without gradient correction. */
const common = {
  data: 'cifar10',
  model: 'wide-resnet-32',
  optimizer: { use: 'sgd', momentum: 0.9 },
  learningRate: { use: 'cosine', peak: 0.1, per: 'auto' },
  weightDecay: 5e-4,
  batchSize: 128,
} as const;

const commonSources = {
  data: `${paper}, §4.1`,
  model: `${paper}, §4.1; ${code}: widths 32, 64, 128`,
  optimizer: `${code}: SGD, momentum 0.9, no Nesterov; the paper does not say`,
  learningRate: `${paper}, §4.1: 0.1, cosine; by epoch in ${code}`,
  weightDecay: `${code}: 5e-4; the paper does not say`,
  batchSize: `${code}; the paper does not say`,
};

/** GraNet, known here by name alone: it comes from another plug-in. */
const granet = { use: 'granet', every: { share: 999 / 62_560 }, until: { share: 110 / 160 } } as const;

/** Ours, for the paper says nothing of fine-tuning but its length. */
const fineTuning = {
  masks: 'previous',
  strategy: { use: 'granet', every: { share: 0.05 }, until: { share: 0.5 } },
  learningRate: { use: 'cosine', peak: 0.01, floor: 0, per: 'auto' },
} as const;

function fineTuningSources(stage: number): Record<string, string> {
  const at = `stages.${stage}`;
  return {
    [`${at}.masks`]: 'ours: goes on from the masks of the stage before',
    [`${at}.strategy`]: 'ours: the ramp over the first half in ten events, exchange on; the paper does not say',
    [`${at}.learningRate`]: 'ours: 0.01, cosine to 0; the paper does not say. The alternative is a peak of 0.1',
  };
}

const lengths = [10, 20, 30] as const;

/** Table 11: a dense net, made sparse in a few epochs. */
function denseThenSparse(epochs: number): Preset {
  return {
    name: `dense-fine-tune-${epochs}`,
    summary: `A dense net for 160 epochs, then ${epochs} epochs of fine-tuning to 90 %.`,
    values: {
      ...common,
      stages: [
        { name: 'dense', subnets: [0], strategy: 'dense', epochs: 160 },
        { name: 'fine-tuning', subnets: [0.9], epochs, ...fineTuning },
      ],
    },
    sources: {
      ...commonSources,
      'stages.0.epochs': `${paper}, Table 11`,
      'stages.1.subnets': `${paper}, Table 11; set 0.95 or 0.98 for its other rows`,
      'stages.1.epochs': `${paper}, Table 11`,
      ...fineTuningSources(1),
    },
  };
}

/** Table 13: a net at 90 %, made sparser in a few epochs. */
function sparseThenSparser(epochs: number): Preset {
  return {
    name: `sparse-fine-tune-${epochs}`,
    summary: `A net at 90 % for 160 epochs, then ${epochs} epochs of fine-tuning to 95 %.`,
    values: {
      ...common,
      stages: [
        { name: 'sparse', subnets: [0.9], strategy: granet, epochs: 160 },
        { name: 'fine-tuning', subnets: [0.95], epochs, ...fineTuning },
      ],
    },
    sources: {
      ...commonSources,
      'stages.0.subnets': `${paper}, Table 13`,
      'stages.0.strategy': 'ours: GraNet as in its own preset; the paper does not say',
      'stages.0.epochs': `${paper}, Table 13`,
      'stages.1.subnets': `${paper}, Table 13; set 0.98 for its other row`,
      'stages.1.epochs': `${paper}, Table 13`,
      ...fineTuningSources(1),
    },
  };
}

/** Table 12: one net after the other, each from the one before. */
const progressive: Preset = {
  name: 'progressive',
  summary: 'One net made sparser step by step: 60 epochs to 90 %, 50 to 95 %, 50 to 98 %.',
  values: {
    ...common,
    stages: [
      { name: 'to 90 %', subnets: [0.9], strategy: granet, epochs: 60 },
      { name: 'to 95 %', subnets: [0.95], epochs: 50, ...fineTuning },
      { name: 'to 98 %', subnets: [0.98], epochs: 50, ...fineTuning },
    ],
  },
  sources: {
    ...commonSources,
    'stages.0.subnets': `${paper}, Table 12`,
    'stages.0.strategy': 'ours: GraNet as in its own preset; the paper does not say',
    'stages.0.epochs': `${paper}, Table 12`,
    'stages.1.subnets': `${paper}, Table 12`,
    'stages.1.epochs': `${paper}, Table 12`,
    ...fineTuningSources(1),
    'stages.2.subnets': `${paper}, Table 12`,
    'stages.2.epochs': `${paper}, Table 12`,
    ...fineTuningSources(2),
  },
};

/** The chains of the paper's Tables 11 to 13, as values of an experiment. */
export const presets: readonly Preset[] = [
  ...lengths.map(denseThenSparse),
  progressive,
  ...lengths.map(sparseThenSparser),
];
