import type { DsrSettings, ExchangeStrategySettings, SnfsSettings } from './options.ts';

const common = {
  overrides: [],
  offset: 0,
  start: 0,
  end: { share: 1 },
  grown: { value: 'zero', slot: 'zero' },
} as const;

/**
 * SET (Mocanu et al., 2018; its CIFAR-10 code): 0.3 of the weights after each epoch, by Erdős–Rényi. New weights 0 and the
 * optimizer's memory 0, as its Keras version and RigL's repository have it.
 */
export const setDefaults: Required<ExchangeStrategySettings> = {
  ...common,
  distribution: 'erk',
  every: { epochs: 1 },
  share: 0.3,
  floor: 0,
  decay: 'constant',
  over: 'stage',
  rounding: 'up',
  place: 'afterUpdate',
};

/**
 * RigL (Evci et al., 2020; the CIFAR settings of its repository): every 100 of 97,656 steps up to 75,000; 0.3 along a cosine
 * up to there, counts rounded down, in place of the gradient step; new weights and their slots 0. ERK is the paper's best.
 * Never more often than each tenth step, which is ours: a short stage would change masks and never train.
 */
export const riglDefaults: Required<ExchangeStrategySettings> = {
  ...common,
  distribution: 'erk',
  every: { share: 100 / 97_656, least: 10 },
  end: { share: 75_000 / 97_656 },
  share: 0.3,
  floor: 0,
  decay: 'cosine',
  over: 'updates',
  rounding: 'down',
  place: 'insteadOfUpdate',
};

/** ITOP (Liu et al., 2021; its repository's CIFAR commands): 250 epochs of 391 steps, 0.5 to 0.005 along a cosine. */
const itop: Required<ExchangeStrategySettings> = {
  ...setDefaults,
  share: 0.5,
  floor: 0.005,
  decay: 'cosine',
};

/** SET-ITOP: every 1,500 of 97,750 steps. */
export const setItopDefaults: Required<ExchangeStrategySettings> = { ...itop, every: { share: 1500 / 97_750 } };

/** RigL-ITOP: every 4,000 of 97,750 steps. */
export const riglItopDefaults: Required<ExchangeStrategySettings> = { ...itop, every: { share: 4000 / 97_750 } };

/** SNFS (Dettmers and Zettlemoyer, 2019; its repository): after each epoch, 0.5 to 0.005 along a cosine, uniform masks. */
export const snfsDefaults: Required<SnfsSettings> = {
  ...common,
  grown: { value: 'zero', slot: 'keep' },
  distribution: 'uniform',
  every: { epochs: 1 },
  share: 0.5,
  floor: 0.005,
  decay: 'cosine',
  slot: 'momentum',
  redistribute: true,
  cap: 0.99,
};

/**
 * DSR (Mostafa and Wang, 2019; its repository's WRN-28-2): every 100, 200, 400, 800 steps from epochs 0, 25, 80, 140 of
 * 200 with 500 steps each, up to epoch 190; 20,000 of 1,451,520 weights wanted at each. At least 10 steps, which is ours.
 */
export const dsrDefaults: Required<DsrSettings> = {
  ...common,
  distribution: 'uniform',
  every: { share: 100 / 100_000, least: 10 },
  end: { share: 190 / 200 },
  threshold: 0.001,
  wanted: 20_000 / 1_451_520,
  band: 0.1,
  factor: 2,
  slower: [
    { from: 25 / 200, times: 2 },
    { from: 80 / 200, times: 4 },
    { from: 140 / 200, times: 8 },
  ],
};
