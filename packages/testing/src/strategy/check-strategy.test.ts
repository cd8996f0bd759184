import {
  exchange,
  gradientMagnitude,
  keepAll,
  keepSome,
  magnitude,
  pruneTo,
  randomScore,
  type Strategy,
  uniform,
} from '@altsparse/core';
import { describe, expect, it } from 'vitest';
import { sound } from './broken.test.kit.ts';
import { checkStrategy } from './check-strategy.ts';

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
    ['draws once', fixed],
    ['keeps all', dense],
  ])('finds nothing in a strategy that %s', async (_, factory) => {
    expect(await checkStrategy(factory)).toEqual([]);
  });
});
