import type { Preset } from '@altsparse/core';

const paper = 'Get More at Once: Alternating Sparse Training with Gradient Correction (NeurIPS 2022)';
const code = 'the released code of the paper';

/** The paper's N:M run on CIFAR-10. */
const astNmPreset: Preset = {
  name: 'ast-nm',
  summary: 'AST with gradient correction over N:M groups: 2:4, 1:4, 1:8 and 1:16 on CIFAR-10.',
  values: {
    data: 'cifar10',
    model: 'resnet-18',
    subnets: [0.5, 0.75, 0.875, 0.9375],
    scheduler: 'alternating',
    strategy: {
      use: 'ast-nm',
      patterns: [
        { keep: 2, groupSize: 4 },
        { keep: 1, groupSize: 4 },
        { keep: 1, groupSize: 8 },
        { keep: 1, groupSize: 16 },
      ],
      every: { share: 999 / 78_200 },
      offset: { share: 240 / 78_200 },
      until: { share: 150 / 200 },
    },
    surgery: 'projection',
    optimizer: { use: 'sgd', momentum: 0.9 },
    learningRate: { use: 'cosine', peak: 0.1, per: 'auto' },
    weightDecay: 5e-4,
    epochs: 200,
    batchSize: 128,
    normalisation: [{ match: 'stem/*', use: 'shared' }],
    seeds: [0],
  },
  sources: {
    data: `${paper}, Table 4`,
    model: `${paper}, Table 4: ResNet-18`,
    subnets: `${paper}, Table 4: sparsity 50, 75, 87.5 and 93.75 %`,
    scheduler: `${paper}, §3.1`,
    strategy: `${paper}, Table 4`,
    'strategy.patterns': `${paper}, Table 4, which counts zeros: 2:4, 3:4, 7:8, 15:16; ${code} counts what stays`,
    'strategy.every': `${code}: every 999 steps of 78,200; the paper does not say`,
    'strategy.offset': `${code}: 60 own steps, the default of its class, here of four sub-nets`,
    'strategy.until': `${code}: all groups are sparse from epoch 150 of 200`,
    surgery: `${paper}, Table 4, rows AST + GC`,
    optimizer: `${code}: SGD, momentum 0.9; the paper does not say`,
    learningRate: `${paper}, §4.1: 0.1, cosine; ${code} divides by 10 at half and three quarters of its N:M runs`,
    weightDecay: `${code}: 5e-4; the paper does not say`,
    epochs: `${code}; the paper does not say for N:M`,
    batchSize: `${code}; the paper does not say`,
    normalisation: `${code}: normalisation private to each sub-net, the stem's shared; the paper does not say`,
    seeds: `ours; ${code} has the fixed seed 0, the paper averages three runs`,
  },
};

/** The paper's settings, as values of an experiment. */
export const presets: readonly Preset[] = [astNmPreset];
