import { contribute, definePlugin, type Observer, type Plugin, type RateSchedule } from '@altsparse/core';
import { z } from 'zod';

// begin: a plug-in
/** Up to the peak at `top`, then down to 0: a share of the stage each (Smith, 2017, with one cycle). */
function triangle(peak: number, top: number): RateSchedule {
  return ({ step, steps }) => {
    const over = (step + 0.5) / steps;
    return peak * Math.min(over / top, (1 - over) / (1 - top));
  };
}

/** Remembers the best evaluation of each sub-net and prints it when the run ends. */
function bestSoFar(print: (line: string) => void): Observer {
  const best = new Map<number, number>();
  return {
    name: 'best-so-far',
    observe(event) {
      if (event.type === 'evaluation') best.set(event.subnet, Math.max(event.accuracy, best.get(event.subnet) ?? 0));
    },
    end() {
      for (const [subnet, accuracy] of best) print(`sub-net ${subnet}: best ${(100 * accuracy).toFixed(2)} %`);
    },
  };
}

const plugin: Plugin = definePlugin({
  name: 'altsparse-plugin-example',
  contributes: {
    learningRates: [
      contribute({
        name: 'triangle',
        summary: 'Up in a straight line, then down again.',
        source: 'Smith, 2017: Cyclical learning rates for training neural networks',
        options: z.strictObject({ peak: z.number().gt(0).default(0.1), top: z.number().gt(0).lt(1).default(0.3) }),
        create: ({ peak, top }) => triangle(peak, top),
      }),
    ],
    observers: [
      contribute({
        name: 'best-so-far',
        summary: 'Prints the best evaluation of each sub-net at the end.',
        source: 'an example',
        options: z.strictObject({}),
        create: () => () => bestSoFar(console.error),
      }),
    ],
  },
});
// end

export default plugin;
