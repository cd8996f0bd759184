import { describeStrategy } from '@altsparse/testing';
import { plugin } from './plugin.ts';
import { presets } from './presets.ts';

const kept = { grown: { value: 'keep', slot: 'keep' } };
const released = presets.find(({ name }) => name === 'ast-released')?.values.strategy as object | undefined;
const { use: _, ...releasedOptions } = { use: '', ...released };

/** What the defaults leave out, by strategy. */
const variants: Readonly<Record<string, readonly object[]>> = {
  granet: [
    { initialSparsity: 0.6, every: 3, until: 15, scope: 'uniform', grow: 'random' },
    { initialSparsity: 0.5, every: 2, start: 4, until: 12, end: 20, floor: 0.1, ramp: 'linear', afterRamp: 'leave' },
    { every: 3, until: 15, threshold: 'strict', grow: 'forward-gradient' },
    { every: 3, until: 15, scope: 'erk', overrides: [{ match: 'middle', sparsity: 0.75 }] },
  ],
  ast: [
    { initialSparsity: 0.5, every: 3, until: 15, elsewhere: 'coast', rank: 'all' },
    { every: 6, offset: 2, until: 18, nowhere: 'keep', ...kept },
    { every: 3, offset: 1, until: 15, relation: 'cs' },
    { initialSparsity: 0.5, every: 3, until: 15, relation: 'cs', place: 'afterUpdate' },
    { every: 3, until: 15, slots: 'perSubnet', nowhere: { decay: 0.1 }, clock: 'rounds' },
    { initialSparsity: 0.5, every: 3, until: 15, firstMasks: 'first' },
    { ...releasedOptions, every: 3, offset: 0, until: 15 },
  ],
};

// a quarter of one layer is more than 99.9 % of all leave
for (const part of plugin.contributes.strategies ?? [])
  for (const options of [{}, ...(variants[part.name] ?? [])])
    describeStrategy(part, { options, refuses: 'overrides' in options ? ['sparsity nearly 1'] : [] });

for (const part of plugin.contributes.strategies ?? [])
  describeStrategy(part, { options: { every: 2, offset: 1, until: 30 }, targets: [0.3, 0.98], steps: 48 });
