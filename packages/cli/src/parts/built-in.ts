import {
  adamw,
  alternating,
  constantRate,
  contribute,
  cosineRate,
  crossEntropy,
  definePlugin,
  joint,
  keepAll,
  type Plugin,
  type RateSchedule,
  random,
  type Strategy,
  sandwich,
  sgd,
  softCrossEntropy,
  steppedRate,
  warmUp,
} from '@altsparse/core';
import { z } from 'zod';

const part = z.number().min(0).max(1);
const memory = z.number().min(0).lt(1);

/** Below this many epochs a rate that changes between epochs alone would take too few values. */
const epochsForSteps = 30;

/** A cosine by epoch, as the paper's code has it, where there are enough of them; otherwise by step. */
function cosineAuto(peak: number, floor: number): RateSchedule {
  const [byEpoch, byStep] = (['epoch', 'step'] as const).map((per) => cosineRate(peak, { per, floor }));
  return (clock) => (clock.steps >= epochsForSteps * clock.stepsPerEpoch ? byEpoch : byStep)?.(clock) ?? Number.NaN;
}

/** A rise at the beginning, in steps; 0 for none. */
function withWarmUp(length: number, schedule: RateSchedule): RateSchedule {
  return length === 0 ? schedule : warmUp(length, schedule);
}

const warmUpSteps = z.int().min(0).default(0).describe('steps over which the rate rises from 0');

const learningRates = [
  contribute({
    name: 'constant',
    summary: 'The same rate throughout.',
    source: 'common practice',
    options: z.strictObject({ rate: z.number().gt(0), warmUp: warmUpSteps }),
    create: (options) => withWarmUp(options.warmUp, constantRate(options.rate)),
  }),
  contribute({
    name: 'cosine',
    summary: 'Half a cosine from the peak down to the floor; by epoch from 30 epochs on, by step below.',
    source: 'Loshchilov and Hutter, 2017',
    options: z.strictObject({
      peak: z.number().gt(0).default(0.1),
      floor: z.number().min(0).default(0),
      per: z.enum(['auto', 'epoch', 'step']).default('auto'),
      warmUp: warmUpSteps,
    }),
    create: ({ peak, floor, per, ...options }) =>
      withWarmUp(options.warmUp, per === 'auto' ? cosineAuto(peak, floor) : cosineRate(peak, { per, floor })),
  }),
  contribute({
    name: 'stepped',
    summary: 'Multiplied by a factor at each milestone.',
    source: 'common practice',
    options: z.strictObject({
      rate: z.number().gt(0).default(0.1),
      milestones: z.array(part).default([0.5, 0.75]).describe('parts of the stage'),
      factor: z.number().gt(0).lt(1).default(0.1),
      warmUp: warmUpSteps,
    }),
    create: ({ rate, milestones, factor, ...options }) =>
      withWarmUp(options.warmUp, steppedRate(rate, milestones, factor)),
  }),
];

const schedulers = [
  contribute({
    name: 'alternating',
    summary: 'One sub-net a step, one after the other.',
    source: 'Alternating sparse training, §3.1',
    options: z.strictObject({ hold: z.int().min(1).default(1).describe('steps that a sub-net trains in a row') }),
    create: (options) => alternating(options),
  }),
  contribute({
    name: 'joint',
    summary: 'All sub-nets on the same batch in each step, gradients summed.',
    source: 'Alternating sparse training, Eq. 3; slimmable networks (Yu et al., 2019)',
    options: z.strictObject({}),
    create: () => joint(),
  }),
  contribute({
    name: 'individual',
    summary: 'A net of its own for each sub-net: as many runs of one sub-net, each as long as the whole.',
    source: 'Alternating sparse training, Table 2: the single-net rows',
    options: z.strictObject({}),
    create: () => ({ ...alternating(), name: 'individual' }),
  }),
  contribute({
    name: 'random',
    summary: 'One sub-net a step, drawn by the seed of the run.',
    source: 'a baseline of alternating sparse training, §3.1',
    options: z.strictObject({}),
    create: () => random(),
  }),
  contribute({
    name: 'sandwich',
    summary: 'On each batch the densest, the sparsest and some others; these learn from what the densest says.',
    source: 'Universally Slimmable Networks and Improved Training Techniques (ICCV 2019), §3.2 and §3.3',
    options: z.strictObject({
      subnets: z.int().min(2).default(4).describe('sub-nets in a step'),
      distill: z.boolean().default(true).describe("the others learn from the densest's logits instead of labels"),
    }),
    create: (options) => sandwich(options),
  }),
];

const optimizers = [
  contribute({
    name: 'sgd',
    summary: 'Stochastic gradient descent with momentum; weight decay is part of the gradient.',
    source: 'as in PyTorch',
    options: z.strictObject({ momentum: memory.default(0.9), nesterov: z.boolean().default(false) }),
    create: (options) => sgd(options),
  }),
  contribute({
    name: 'adamw',
    summary: 'Adam with weight decay of its own.',
    source: 'Loshchilov and Hutter, 2019',
    options: z.strictObject({
      beta1: memory.default(0.9),
      beta2: memory.default(0.999),
      epsilon: z.number().gt(0).default(1e-8),
    }),
    create: (options) => adamw(options),
  }),
];

const losses = [
  contribute({
    name: 'cross-entropy',
    summary: 'Softmax cross-entropy with labels.',
    source: 'common practice; smoothing: Szegedy et al., 2016',
    options: z.strictObject({ labelSmoothing: memory.default(0) }),
    create: (options) => crossEntropy(options),
  }),
  contribute({
    name: 'soft-cross-entropy',
    summary: 'Softmax cross-entropy with a probability for each class, for data that brings them.',
    source: 'common practice',
    options: z.strictObject({}),
    create: () => softCrossEntropy(),
  }),
];

const strategies = [
  contribute({
    name: 'dense',
    summary: 'Every weight stays; for baselines.',
    source: 'a baseline',
    options: z.strictObject({}),
    create: (): Strategy => ({
      name: 'dense',
      initialSparsity: 0,
      initial: keepAll,
      moves: [],
      invariants: ['exactCount', 'layerCounts', 'fixedMask', 'nested'],
    }),
  }),
];

/** What core has, under the names that configs use. */
export const builtInPlugin: Plugin = definePlugin({
  name: '@altsparse/core',
  contributes: { learningRates, schedulers, optimizers, losses, strategies },
});
