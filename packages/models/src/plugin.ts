import { contribute, definePlugin, type Plugin } from '@altsparse/core';
import { z } from 'zod';
import { models } from './models.ts';

/** Every model of this package as a part that a config can name; image shape and classes come from the data. */
export const modelsPlugin: Plugin = definePlugin({
  name: '@altsparse/models',
  contributes: {
    models: models.map(({ name, summary, source, build }) =>
      contribute({
        name,
        summary,
        source,
        options: z.strictObject({}),
        create:
          () =>
          ({ shape, classes }) =>
            build({ inputShape: shape, classes }),
      }),
    ),
  },
});
