import { type Distribution, type DistributionName, distributionsByName } from '@altsparse/core';

/** A part by name, or the part itself. */
export function named<Name extends string, Part extends object>(
  table: Readonly<Record<Name, Part>>,
  choice: Name | Part,
): Part {
  return typeof choice === 'string' ? table[choice] : choice;
}

/** A scope by name, or the scope itself. */
export function scopeOf(choice: 'global' | DistributionName | Distribution): 'global' | Distribution {
  return choice === 'global' ? choice : named(distributionsByName, choice);
}
