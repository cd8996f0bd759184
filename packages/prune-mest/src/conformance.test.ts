import { describeStrategy } from '@altsparse/testing';
import { plugin } from './plugin.ts';

/** Beside the defaults, for every strategy: with the gradient, weights that keep what they had, and other phases. */
const variants: readonly object[] = [
  {},
  { every: 2, offset: 1, lambda: 1, distribution: 'erk', grown: { value: 'keep', slot: 'keep' } },
  {
    every: 3,
    end: 20,
    phases: [
      { from: 0, pruneTo: { plus: 0.05 }, growTo: { keptTimes: 1.5 } },
      { from: 0.5, pruneTo: { keptTimes: 0.5 }, growTo: { plus: 0 } },
    ],
  },
];

for (const part of plugin.contributes.strategies ?? [])
  for (const options of variants) describeStrategy(part, { options });
