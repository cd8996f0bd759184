import { describe, expect, it } from 'vitest';
import { aspDefaults, srSteDefaults } from './defaults.ts';
import { groupOf, patternsBySubnet } from './groups.ts';

const { groupSizes } = srSteDefaults;

describe('the group of a sub-net', () => {
  it.each([
    [0, '4:4'],
    [0.25, '3:4'],
    [0.5, '2:4'],
    [0.75, '1:4'],
    [0.875, '1:8'],
    [0.9375, '1:16'],
    [0.938, '1:16'],
    [0.96875, '1:32'],
  ])('at sparsity %d is %s, by the smallest size that fits', (target, expected) => {
    const { keep, groupSize } = groupOf({ groupSizes }, 0, target);
    expect(`${keep}:${groupSize}`).toBe(expected);
  });

  it.each([0.9, 0.95, 0.98, 0.6])('is refused where no size fits: %d', (target) => {
    expect(() => groupOf({ groupSizes }, 1, target)).toThrow(
      expect.objectContaining({ code: 'pattern-target', details: expect.objectContaining({ place: 'subnets[1]' }) }),
    );
  });

  it('is what patterns say, any of them', () => {
    const patterns = [
      { keep: 2, groupSize: 5 },
      { keep: 1, groupSize: 10 },
    ];
    expect(groupOf({ groupSizes, patterns }, 1, 0.9)).toEqual({ keep: 1, groupSize: 10 });
    for (const [subnet, target] of [
      [0, 0.9],
      [2, 0.9],
    ] as const)
      expect(() => groupOf({ groupSizes, patterns }, subnet, target)).toThrow(
        expect.objectContaining({ code: 'pattern-target' }),
      );
  });

  it('is one pattern for all sub-nets that have it', () => {
    const patternFor = patternsBySubnet(aspDefaults, 'fixed');
    const [first, second] = [0, 1].map((subnet) => patternFor({ subnet, targetSparsity: 0.5 }));
    expect(second).toBe(first);
    expect([first?.name, first?.within]).toEqual(['2:4', 'fixed']);
  });
});
