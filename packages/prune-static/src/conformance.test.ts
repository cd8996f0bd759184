import { describeStrategy } from '@altsparse/testing';
import { plugin } from './plugin.ts';

// a quarter of one layer: more than 99.9 % of all leave
const overrides = [{ match: 'middle', sparsity: 0.75 }];

/** What the defaults leave out, by strategy. */
const variants: Readonly<Record<string, readonly object[]>> = {
  'static-random': [{ distribution: 'uniform' }, { overrides }],
  magnitude: [{ scope: 'uniform' }, { scope: 'erk' }, { overrides }],
  snip: [{ scope: 'erk' }],
  gmp: [
    { every: 3, until: 15, scope: 'global', ramp: 'linear' },
    { every: 2, start: 6, until: 18, scope: 'erk', ramp: 'cosine' },
    { every: 3, until: 15, overrides },
  ],
  lottery: [{ share: 0.5, rewindTo: 5 }],
};

for (const part of plugin.contributes.strategies ?? [])
  for (const options of [{}, ...(variants[part.name] ?? [])])
    describeStrategy(part, {
      options,
      // a lottery runs its stage again and again
      ...(part.name === 'lottery' && { steps: 6 }),
      refuses: 'overrides' in options ? ['sparsity nearly 1'] : [],
    });
