import { contribute, definePlugin, type Plugin } from '@altsparse/core';
import { z } from 'zod';
import { cagrad } from './cagrad.ts';
import { conflictLog } from './conflict-log.ts';
import { conflictSummary } from './conflict-summary.ts';
import { pcgrad } from './pcgrad.ts';
import { projection } from './projection.ts';

const scope = z.enum(['layer', 'whole']).default('layer');

/** The parts of this package that a config can name. */
export const plugin: Plugin = definePlugin({
  name: '@altsparse/gc-projection',
  contributes: {
    surgery: [
      contribute({
        name: 'projection',
        summary: "Takes out of a gradient what works against the gradient of the round's sub-net before it.",
        source: 'Get More at Once: Alternating Sparse Training with Gradient Correction (NeurIPS 2022), §3.2, Eq. 5',
        options: z.strictObject({
          scope,
          against: z.enum(['previous', 'allEarlier']).default('previous'),
          remember: z.enum(['raw', 'corrected']).default('raw'),
          support: z.enum(['active', 'union', 'remask']).default('active'),
        }),
        create: projection,
      }),
      contribute({
        name: 'pcgrad',
        summary: 'Projects each gradient of a step onto the planes of all others with which it is at odds.',
        source: 'Gradient Surgery for Multi-Task Learning (NeurIPS 2020), Algorithm 1',
        options: z.strictObject({
          order: z
            .enum(['random', 'training'])
            .default('random')
            .describe('in which order a gradient meets the others'),
        }),
        create: pcgrad,
      }),
      contribute({
        name: 'cagrad',
        summary: "Of all updates near the mean gradient, the one that helps the worst-off of a step's sub-nets most.",
        source: 'Conflict-Averse Gradient Descent for Multi-task Learning (NeurIPS 2021), Algorithm 1, Eq. 3 and 4',
        options: z.strictObject({
          radius: z.number().min(0).lt(1).default(0.5).describe('how far from the mean, in parts of its norm'),
          scope: z.enum(['layer', 'whole']).default('whole'),
        }),
        create: cagrad,
      }),
      contribute({
        name: 'conflict-log',
        summary: 'Measures conflicts between gradients and corrects nothing.',
        source: 'Get More at Once: Alternating Sparse Training with Gradient Correction (NeurIPS 2022), Figure 4',
        options: z.strictObject({
          scope,
          against: z.enum(['previous', 'allEarlier', 'all']).default('previous'),
        }),
        create: conflictLog,
      }),
    ],
    observers: [
      contribute({
        name: 'conflict-summary',
        summary: 'Shares of negative inner products, by layer, by pair of sub-nets and over time.',
        source: 'Get More at Once: Alternating Sparse Training with Gradient Correction (NeurIPS 2022), Figure 4',
        options: z.strictObject({ window: z.int().positive().optional() }),
        create:
          ({ window }) =>
          () =>
            conflictSummary(window === undefined ? {} : { window }),
      }),
    ],
  },
});
