import { contribute, definePlugin, type Plugin } from '@altsparse/core';
import { mest, mestEm, mestEmS } from './mest.ts';
import { mestEmOptions, mestEmSOptions, mestOptions } from './schemas.ts';

const paper = 'MEST: Accurate and Fast Memory-Economic Sparse Training Framework on the Edge (NeurIPS 2021)';

/** The parts of this package that a config can name. */
export const plugin: Plugin = definePlugin({
  name: '@altsparse/prune-mest',
  contributes: {
    strategies: [
      contribute({
        name: 'mest',
        summary: 'Prunes each layer beyond the target by importance and grows it back at random.',
        source: `${paper}, Algorithm 1`,
        options: mestOptions,
        create: mest,
      }),
      contribute({
        name: 'mest-em',
        summary: 'MEST with elastic mutation: less and less is pruned beyond the target.',
        source: `${paper}, §3.2`,
        options: mestEmOptions,
        create: mestEm,
      }),
      contribute({
        name: 'mest-em-s',
        summary: 'MEST with elastic mutation and a soft memory bound: masks are denser than the target at first.',
        source: `${paper}, §3.2`,
        options: mestEmSOptions,
        create: mestEmS,
      }),
    ],
  },
});
