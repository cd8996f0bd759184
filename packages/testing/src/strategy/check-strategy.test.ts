import {
  exchange,
  gradientMagnitude,
  keepAll,
  keepSome,
  type Move,
  magnitude,
  pruneTo,
  randomScore,
  type Strategy,
  uniform,
} from '@altsparse/core';
import { describe, expect, it } from 'vitest';
import { sound } from './broken.test.kit.ts';
import { checkStrategy } from './check-strategy.ts';

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
