import { describeStrategy } from '@altsparse/testing';
import { plugin } from './plugin.ts';

const often = { every: 3, offset: 1, grown: { value: 'keep', slot: 'keep' } };
const exchanging = [
  { ...often, distribution: 'uniform', place: 'update', floor: 0.1 },
  { every: 2, start: 4, end: 18, place: 'insteadOfUpdate', over: 'updates', rounding: 'down', share: 0.7 },
  { every: 2, place: 'afterUpdate', share: 1, decay: 'constant' },
  { every: 4, overrides: [{ match: 'middle', sparsity: 0.75 }] },
];

/** What the defaults leave out, by strategy; periods that fit into the kit's 24 steps. */
const variants: Readonly<Record<string, readonly object[]>> = {
  set: [...exchanging, { every: 4, place: 'forward' }],
  rigl: exchanging,
  'set-itop': exchanging,
  'rigl-itop': exchanging,
  snfs: [
    { ...often, distribution: 'erk' },
    { every: 3, redistribute: false },
    { every: 2, share: 0.9, cap: 0.1 },
  ],
  // thresholds that drop some weights at once, and almost all
  dsr: [
    { ...often, threshold: 0.3, wanted: 0.1, slower: [] },
    { every: 2, threshold: 4, wanted: 0.5, factor: 3, distribution: 'erk' },
  ],
};

// a quarter of one layer is more than 99.9 % of all leave
for (const part of plugin.contributes.strategies ?? [])
  for (const options of [{}, ...(variants[part.name] ?? [])])
    describeStrategy(part, { options, refuses: 'overrides' in options ? ['sparsity nearly 1'] : [] });
