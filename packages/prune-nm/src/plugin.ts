import { contribute, definePlugin, type Plugin } from '@altsparse/core';
import { asp } from './asp.ts';
import { astNm } from './ast-nm.ts';
import { presets } from './presets.ts';
import { aspOptions, astNmOptions, srSteOptions } from './schemas.ts';
import { srSte } from './sr-ste.ts';

/** The parts of this package that a config can name. */
export const plugin: Plugin = definePlugin({
  name: '@altsparse/prune-nm',
  contributes: {
    strategies: [
      contribute({
        name: 'sr-ste',
        summary:
          'Chooses the largest weights of every group before each step; all weights train, pruned ones pulled to 0.',
        source: 'Learning N:M Fine-grained Structured Sparse Neural Networks From Scratch (ICLR 2021), SR-STE',
        options: srSteOptions,
        create: srSte,
      }),
      contribute({
        name: 'asp',
        summary: 'Chooses the largest weights of every group of a trained net once, and fine-tunes under that mask.',
        source: 'Accelerating Sparse Deep Neural Networks (2021); the code of apex, contrib/sparsity',
        options: aspOptions,
        create: asp,
      }),
      contribute({
        name: 'ast-nm',
        summary: 'AST over groups: sub-nets whose share of N:M groups rises to all of them, groups exchanged as one.',
        source: 'Get More at Once: Alternating Sparse Training with Gradient Correction (NeurIPS 2022), Table 4',
        options: astNmOptions,
        create: astNm,
      }),
    ],
    presets,
  },
});
