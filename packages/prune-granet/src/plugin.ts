import { contribute, definePlugin, type Plugin } from '@altsparse/core';
import { ast } from './ast.ts';
import { granet } from './granet.ts';
import { presets } from './presets.ts';
import { astOptions, granetOptions } from './schemas.ts';

/** The parts of this package that a config can name. */
export const plugin: Plugin = definePlugin({
  name: '@altsparse/prune-granet',
  contributes: {
    strategies: [
      contribute({
        name: 'granet',
        summary: 'Prunes by and by over all layers, and exchanges weak weights of each layer for promising ones.',
        source: 'Sparse Training via Boosting Pruning Plasticity with Neuroregeneration (NeurIPS 2021), Algorithm 1',
        options: granetOptions,
        create: granet,
      }),
      contribute({
        name: 'ast',
        summary: 'GraNet for each of several sub-nets that share their weights, one after the other.',
        source:
          'Get More at Once: Alternating Sparse Training with Gradient Correction (NeurIPS 2022), Algorithm 1, Eq. 1, 2 and 6',
        options: astOptions,
        create: ast,
      }),
    ],
    presets,
  },
});
