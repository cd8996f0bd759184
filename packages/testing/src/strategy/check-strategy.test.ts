import {
  block,
  exchange,
  gradientMagnitude,
  keepAll,
  keepSome,
  leadingChannels,
  type MaskLayer,
  type Move,
  magnitude,
  nm,
  outputChannel,
  type Pattern,
  pruneTo,
  randomScore,
  type Score,
  type Strategy,
  uniform,
} from '@altsparse/core';
import { describe, expect, it } from 'vitest';
import { sound } from './broken.test.kit.ts';
import { checkStrategy } from './check-strategy.ts';
import type { StrategyOptions } from './subject.ts';
import { blocksOf, channelRule, groupsOf } from './unit-rule.ts';

/** Keeps what is larger than the largest weight that is to go, and the first of the largest in each layer. */
function threshold(): Strategy {
  const exact = pruneTo();
  const move: Move = {
    ...exact,
    apply(view, state) {
      const { mask } = exact.apply(view, state);
      const size = (i: number): number => Math.abs(view.weights[i] as number);
      const gone = [...mask.keys()].filter((i) => view.mask[i] === 1 && mask[i] === 0);
      const limit = gone.reduce((most, i) => Math.max(most, size(i)), -1);
      const best = view.layers.map(({ offset, length }) =>
        Array.from({ length }, (_, i) => offset + i).reduce((a, b) =>
          mask[b] === 1 && (mask[a] === 0 || size(b) > size(a)) ? b : a,
        ),
      );
      return { mask: mask.map((kept, i) => (best.includes(i) || size(i) > limit ? kept : 0)) };
    },
  };
  return sound({ initialSparsity: 0, initial: keepAll, moves: [move], invariants: ['thresholdCount'] });
}

const fixed = (): Strategy => ({
  name: 'fixed',
  initialSparsity: 0.8,
  initial: keepSome({ distribution: uniform }),
  moves: [],
  invariants: ['exactCount', 'layerCounts', 'fixedMask', 'nested'],
});

const dense = (): Strategy => ({
  name: 'dense',
  initialSparsity: 0,
  initial: keepAll,
  moves: [],
  invariants: ['exactCount', 'layerCounts', 'fixedMask', 'nested'],
});

const widths = [1, 0.75, 0.5];

/** The leading channels of each layer, as rows and columns of its mask. */
function leadingRule(mask: Uint8Array, { shape }: MaskLayer): string | undefined {
  const [, outputs = 1] = shape.slice(-2);
  const columns = Array.from({ length: outputs }, (_, column) =>
    mask.some((kept, i) => kept === 1 && i % outputs === column),
  );
  return columns.indexOf(false) < 0 || columns.indexOf(true, columns.indexOf(false)) < 0
    ? undefined
    : 'an output channel is kept after one that is not';
}

describe('strategies in patterns conform, as whole units allow', () => {
  const inPattern = (pattern: Pattern, more: Partial<Strategy> = {}): Strategy => ({
    ...sound(),
    initial: keepSome({ pattern }),
    moves: [pruneTo({ pattern }), exchange({ pattern, share: 0.4 })],
    invariants: ['pattern'],
    ...more,
  });
  const nearlyDense = { initialSparsity: 0, initial: keepAll };

  it.each<[string, () => Strategy, StrategyOptions]>([
    ['blocks of 2 × 2', () => inPattern(block({ size: [2, 2] })), { units: () => blocksOf([2, 2]) }],
    [
      'blocks of all inputs',
      () => inPattern(block({ size: ['all', 1] })),
      { units: () => blocksOf([Number.POSITIVE_INFINITY, 1]) },
    ],
    ['output channels', () => inPattern(outputChannel(), nearlyDense), { units: () => channelRule }],
    [
      '2:4',
      () => inPattern(nm({ keep: 2, groupSize: 4 }), nearlyDense),
      { units: () => groupsOf({ keep: 2, groupSize: 4 }), targets: [0.25, 0.5], refuses: [] },
    ],
    [
      'leading channels',
      () => ({
        ...sound(),
        initial: leadingChannels({ widths }),
        moves: [],
        invariants: ['pattern', 'fixedMask', 'nested'],
      }),
      { pattern: leadingRule },
    ],
  ])('%s', async (_, factory, options) => {
    expect(await checkStrategy(factory, options)).toEqual([]);
  });

  it.each<[string, () => Strategy, string[]]>([
    ['weights one by one', () => sound({ invariants: ['pattern'] }), ['pattern']],
    [
      'ties of units that go to the higher one',
      () =>
        inPattern(block({ size: [2, 2] }), {
          moves: [pruneTo({ pattern: block({ size: [2, 2] }), score: laterFirst })],
        }),
      ['ties-go-to-the-lower-index'],
    ],
    [
      'a target that is missed by more than half a unit',
      () =>
        inPattern(block({ size: [2, 2] }), {
          moves: [shortOf(pruneTo({ pattern: block({ size: [2, 2] }) }))],
        }),
      ['targets-are-met'],
    ],
  ])('and %s are found', async (_, factory, checks) => {
    const found = await checkStrategy(factory, { units: () => blocksOf([2, 2]) });
    expect([...new Set(found.map(({ check }) => check))]).toEqual(checks);
  });
});

/** Reaches nine tenths of its target. */
function shortOf(move: Move): Move {
  return { ...move, apply: (view, state) => move.apply({ ...view, targetSparsity: 0.9 * view.targetSparsity }, state) };
}

/** Magnitude, later weights a hair ahead. */
const laterFirst: Score = {
  name: 'later first',
  score: ({ weights }) => weights.map((w, i) => Math.abs(w) + i * 1e-6),
};

describe('the battery for strategies', () => {
  it.each([
    ['prunes and exchanges', () => sound()],
    [
      'exchanges by the gradient after the update',
      (): Strategy => ({
        ...sound(),
        timetable: { every: 3, place: 'afterUpdate' },
        moves: [exchange({ grow: gradientMagnitude })],
        invariants: ['exactCount', 'layerCounts'],
      }),
    ],
    [
      'exchanges at random in place of the update',
      (): Strategy => ({
        ...sound(),
        timetable: { every: 3, place: 'insteadOfUpdate' },
        moves: [exchange({ grow: randomScore })],
        invariants: ['exactCount', 'layerCounts'],
      }),
    ],
    [
      'prunes before the forward pass',
      (): Strategy => ({
        ...sound(),
        initialSparsity: 0,
        initial: keepAll,
        timetable: { every: 2, until: 10, place: 'forward' },
        moves: [pruneTo({ score: magnitude })],
      }),
    ],
    ['prunes by a strict threshold', threshold],
    ['draws once', fixed],
    ['keeps all', dense],
  ])('finds nothing in a strategy that %s', async (_, factory) => {
    expect(await checkStrategy(factory)).toEqual([]);
  });
});
