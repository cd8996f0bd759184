import { AltsparseError, type MaskView, nm, type Pattern } from '@altsparse/core';
import type { GroupChoice, GroupOptions, Settled } from './options.ts';

/** Targets are written with a few digits: 0.938 for 1:16. */
const tolerance = 0.001;

/** The share of zeros of a group. */
export function sparsityOfGroup({ keep, groupSize }: GroupChoice): number {
  return 1 - keep / groupSize;
}

/**
 * The group of a sub-net: that of `patterns`, or the smallest of `groupSizes` that fits its target.
 *
 * @throws AltsparseError `pattern-target` if the target is not the sparsity of the group.
 * @example
 * groupOf({ groupSizes: [4, 8] }, 0, 0.875) // => { keep: 1, groupSize: 8 }
 */
export function groupOf(
  { patterns, groupSizes }: Pick<Settled<GroupOptions>, 'patterns' | 'groupSizes'>,
  subnet: number,
  target: number,
): GroupChoice {
  const choices = groupSizes.map((groupSize) => ({ keep: Math.round((1 - target) * groupSize), groupSize }));
  const candidates = patterns === undefined ? choices : patterns.slice(subnet, subnet + 1);
  const found = candidates.find((one) => one.keep >= 1 && Math.abs(sparsityOfGroup(one) - target) <= tolerance);
  if (found !== undefined) return found;
  const [own] = patterns === undefined ? [] : candidates;
  throw new AltsparseError('pattern-target', 'A sub-net has a sparsity that its N:M pattern does not have.', {
    place: patterns === undefined ? `subnets[${subnet}]` : `subnets[${subnet}], strategy.patterns[${subnet}]`,
    found: own === undefined ? target : `${target}, and ${own.keep}:${own.groupSize}`,
    expected:
      patterns === undefined
        ? `a multiple of 1 / ${groupSizes.join(', or of 1 / ')}`
        : own === undefined
          ? 'a pattern for each sub-net'
          : `${sparsityOfGroup(own)}`,
    hint: '2:4 is 0.5, 1:4 is 0.75, 1:8 is 0.875, 1:16 is 0.9375. Set groupSizes or patterns for others.',
  });
}

/** Gives each sub-net's pattern, one object for each, so that its units are worked out once. */
export function patternsBySubnet(
  options: Settled<GroupOptions>,
  within: Pattern['within'],
): (view: Pick<MaskView, 'subnet' | 'targetSparsity'>) => Pattern {
  const { remainder, leaveDense, multiples } = options;
  const known = new Map<string, Pattern>();
  return ({ subnet, targetSparsity }) => {
    const group = groupOf(options, subnet, targetSparsity);
    const name = `${group.keep}:${group.groupSize}`;
    const pattern =
      known.get(name) ??
      nm({ ...group, remainder, multiples, within, ...(leaveDense === undefined ? {} : { leaveDense }) });
    known.set(name, pattern);
    return pattern;
  };
}

/** The patterns in words: `2:4; 1:4`, or how they are found. */
export function patternText({ patterns, groupSizes }: Settled<GroupOptions>): string {
  if (patterns === undefined) return `N:M by target, groups of ${groupSizes.join(', ')}`;
  return patterns.map(({ keep, groupSize }) => `${keep}:${groupSize}`).join('; ');
}

/** Refuses targets that are not those of the patterns. */
export function checkTargets(options: Settled<GroupOptions>): (targets: readonly number[]) => void {
  return (targets) => {
    for (const [subnet, target] of targets.entries()) groupOf(options, subnet, target);
  };
}
