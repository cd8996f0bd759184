import { contribute, definePlugin, durationOption, type Plugin, sparsityOption } from '@altsparse/core';
import { z } from 'zod';
import { oldestOut } from './oldest-out.ts';

const plugin: Plugin = definePlugin({
  name: 'altsparse-plugin-oldest-out',
  contributes: {
    strategies: [
      contribute({
        name: 'oldest-out',
        summary: 'In each layer the weight that has been in the mask for longest makes room for one at random.',
        source: 'an example',
        options: z.strictObject({
          sparsity: sparsityOption.default(0.5).describe('sparsity of the masks'),
          every: durationOption.default({ share: 0.05 }).describe("period between updates of a sub-net's mask"),
        }),
        create: oldestOut,
      }),
    ],
  },
});

export default plugin;
