import { describeStrategy, groupsOf, type StrategyOptions } from '@altsparse/testing';
import { plugin } from './plugin.ts';

type Remainder = 'short' | 'dense' | 'cross';

/** 2:4, 1:4 and 1:8, which the strategies find from the targets; no N:M pattern has 99.9 %. */
function groups(remainder: Remainder): StrategyOptions {
  const groupSizeOf = (target: number): number => (target === 0.875 ? 8 : 4);
  return {
    targets: [0.5, 0.75, 0.875],
    units: (target) =>
      groupsOf({ keep: (1 - target) * groupSizeOf(target), groupSize: groupSizeOf(target), remainder }),
    // where layers are left dense, a net of one weight a layer has no group at all
    refuses: ['sparsity nearly 1', ...(remainder === 'dense' ? (['layers of one weight'] as const) : [])],
  };
}

const remainders: Readonly<Record<string, Remainder>> = { 'sr-ste': 'cross', asp: 'dense' };

/** What the defaults leave out, by strategy. */
const variants: Readonly<Record<string, readonly object[]>> = {
  'sr-ste': [{ every: 3, decay: 0 }],
  'ast-nm': [
    { every: 3, offset: 1, until: 15, scope: 'global', within: 'fixed', share: 0.9 },
    { every: 2, until: 12, ramp: 'linear', nowhere: 'zero', grown: { value: 'zero', slot: 'keep' } },
  ],
};

for (const part of plugin.contributes.strategies ?? []) {
  const usual = remainders[part.name] ?? 'short';
  // ASP's own multiples of 16 and 8 channels are more than the kit's net has
  const multiples = { in: 1, out: 1 };
  for (const options of [{}, ...(variants[part.name] ?? [])])
    describeStrategy(part, { ...groups(usual), options: { multiples, ...options } });
  for (const remainder of ['short', 'dense', 'cross'] as const)
    describeStrategy(part, { ...groups(remainder), options: { multiples, remainder } });
}
