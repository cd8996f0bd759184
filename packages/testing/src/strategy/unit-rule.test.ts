import { describe, expect, it } from 'vitest';
import { blocksOf, channelRule, groupsOf, unitFault, unitsOf } from './unit-rule.ts';

const layer = (...shape: number[]) => ({
  name: 'a',
  shape,
  offset: 0,
  length: shape.reduce((product, axis) => product * axis, 1),
});

describe('units of a layer, as literal places', () => {
  it('groups lie along the input axis, at each kernel position by itself', () => {
    expect(unitsOf(groupsOf({ keep: 1, groupSize: 2 }), layer(2, 1, 2, 2))).toEqual({
      units: [
        [0, 2],
        [1, 3],
        [4, 6],
        [5, 7],
      ],
      least: 4,
    });
  });

  it.each<['short' | 'dense' | 'cross', number[][], number]>([
    ['short', [[0, 1], [2], [3, 4], [5]], 4],
    ['dense', [], 6],
    [
      'cross',
      [
        [0, 1],
        [2, 3],
        [4, 5],
      ],
      3,
    ],
  ])('where the group size does not divide: %s', (remainder, units, least) => {
    // two positions, three inputs, one output
    expect(unitsOf(groupsOf({ keep: 1, groupSize: 2, remainder }), layer(2, 1, 3, 1))).toEqual({ units, least });
  });

  it('blocks span inputs and outputs; those at the end are smaller', () => {
    expect(unitsOf(blocksOf([2, 2]), layer(2, 3)).units).toEqual([
      [0, 1, 3, 4],
      [2, 5],
    ]);
    expect(unitsOf(blocksOf([Number.POSITIVE_INFINITY, 1]), layer(2, 2)).units).toEqual([
      [0, 2],
      [1, 3],
    ]);
  });

  it('a channel has all weights that feed it', () => {
    expect(unitsOf(channelRule, layer(2, 1, 1, 2)).units).toEqual([
      [0, 2],
      [1, 3],
    ]);
  });
});

describe('a mask in units', () => {
  const fault = (keep: number, ...mask: number[]) =>
    unitFault(groupsOf({ keep, groupSize: 4, remainder: 'dense' }), Uint8Array.from(mask), layer(mask.length, 1));

  it('has each unit whole or pruned', () => {
    expect(fault(1, 1, 1, 1, 1, 0, 1, 0, 0)).toBeUndefined();
    expect(fault(1, 1, 1, 1, 1, 0, 1, 1, 0)).toBe('the unit from weight 4 keeps 2 of 4: not all, and not 1');
    expect(fault(2, 1, 0, 0, 0)).toContain('keeps 1 of 4');
  });

  it('keeps all weights that are in no unit', () => {
    expect(fault(1, 1, 1, 1)).toBeUndefined();
    expect(fault(1, 1, 0, 1)).toBe('weight 1 is in no unit, and is not kept');
  });
});
