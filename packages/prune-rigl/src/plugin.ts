import { contribute, definePlugin, type Plugin } from '@altsparse/core';
import { dsr } from './dsr.ts';
import { rigl, riglItop, set, setItop } from './exchange-strategies.ts';
import { dsrOptions, riglItopOptions, riglOptions, setItopOptions, setOptions, snfsOptions } from './schemas.ts';
import { snfs } from './snfs.ts';

const itop =
  'Do We Actually Need Dense Over-Parameterization? In-Time Over-Parameterization in Sparse Training (ICML 2021), §4';

/** The parts of this package that a config can name. */
export const plugin: Plugin = definePlugin({
  name: '@altsparse/prune-rigl',
  contributes: {
    strategies: [
      contribute({
        name: 'set',
        summary: 'Exchanges the smallest weights of each layer for others at random.',
        source:
          'Scalable training of artificial neural networks with adaptive sparse connectivity inspired by network science (2018), Algorithm 1',
        options: setOptions,
        create: set,
      }),
      contribute({
        name: 'rigl',
        summary: 'Exchanges the smallest weights of each layer for those with the largest dense gradient.',
        source: 'Rigging the Lottery: Making All Tickets Winners (ICML 2020), Algorithm 1',
        options: riglOptions,
        create: rigl,
      }),
      contribute({
        name: 'set-itop',
        summary: 'SET with rare and large updates to the end of the training.',
        source: itop,
        options: setItopOptions,
        create: setItop,
      }),
      contribute({
        name: 'rigl-itop',
        summary: 'RigL with rare and large updates to the end of the training.',
        source: itop,
        options: riglItopOptions,
        create: riglItop,
      }),
      contribute({
        name: 'snfs',
        summary: 'Drops the smallest weights of each layer and grows by momentum, between layers too.',
        source: 'Sparse Networks from Scratch: Faster Training without Losing Performance (2019), Algorithm 1',
        options: snfsOptions,
        create: snfs,
      }),
      contribute({
        name: 'dsr',
        summary: 'Drops weights below a threshold that adapts and grows at random, between layers too.',
        source:
          'Parameter Efficient Training of Deep Convolutional Neural Networks by Dynamic Sparse Reparameterization (ICML 2019), Algorithm 1',
        options: dsrOptions,
        create: dsr,
      }),
    ],
  },
});
