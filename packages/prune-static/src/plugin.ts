import { contribute, definePlugin, type Plugin } from '@altsparse/core';
import { gmp } from './gmp.ts';
import { lottery } from './lottery.ts';
import { magnitude, snip } from './one-shot.ts';
import { presets } from './presets.ts';
import { gmpOptions, lotteryOptions, oneShotOptions, staticRandomOptions } from './schemas.ts';
import { staticRandom } from './static-random.ts';

/** The parts of this package that a config can name. */
export const plugin: Plugin = definePlugin({
  name: '@altsparse/prune-static',
  contributes: {
    strategies: [
      contribute({
        name: 'static-random',
        summary: 'A random mask with exact counts that never changes.',
        source: 'Rigging the Lottery (Evci et al., 2020): ERK, and the baseline Static',
        options: staticRandomOptions,
        create: staticRandom,
      }),
      contribute({
        name: 'magnitude',
        summary: "Prunes by magnitude once, at the stage's start, then trains what is left.",
        source: 'Learning both Weights and Connections for Efficient Neural Networks (Han et al., 2015), in one shot',
        options: oneShotOptions,
        create: magnitude,
      }),
      contribute({
        name: 'snip',
        summary: 'Prunes once before training, by how much the loss of the first batch feels each weight.',
        source: 'SNIP: Single-shot Network Pruning based on Connection Sensitivity (Lee et al., 2019), Algorithm 1',
        options: oneShotOptions,
        create: snip,
      }),
      contribute({
        name: 'gmp',
        summary: 'Prunes by magnitude by and by, from dense to the target along a cubic ramp.',
        source: 'To prune, or not to prune (Zhu and Gupta, 2017), Eq. 1',
        options: gmpOptions,
        create: gmp,
      }),
      contribute({
        name: 'lottery',
        summary:
          'Runs the stage again and again: trains, prunes a share of what remains, goes back to the first weights.',
        source: 'The Lottery Ticket Hypothesis (Frankle and Carbin, 2019), Strategy 1; rewinding: Frankle et al., 2020',
        options: lotteryOptions,
        create: lottery,
      }),
    ],
    presets,
  },
});
