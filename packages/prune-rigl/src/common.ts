import { atTarget, distributionsByName, keepSome, type Place, type Strategy } from '@altsparse/core';
import type { CommonOptions } from './options.ts';

/** First masks at random, at the targets, and when masks change. */
export function commonParts(
  options: Required<CommonOptions>,
  place: Place,
): Pick<Strategy, 'initialSparsity' | 'initial' | 'timetable'> {
  const { distribution, overrides, every, offset, start, end } = options;
  return {
    initialSparsity: atTarget,
    initial: keepSome({ distribution: named(distributionsByName, distribution), overrides }),
    timetable: { every, offset, start, until: end, end, place },
  };
}

/** A part by its name, or the part itself. */
export function named<Name extends string, Part extends object>(
  table: Readonly<Record<Name, Part>>,
  choice: Name | Part,
): Part {
  return typeof choice === 'string' ? table[choice] : choice;
}
