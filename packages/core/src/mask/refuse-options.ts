import { AltsparseError } from '../error.ts';
import { type PatternChoice, unstructured } from './pattern.ts';

/** Two options of a move that cannot go together, as users write them. */
export interface OptionPair {
  /** Are both there? */
  readonly when: boolean;
  /** One of them. */
  readonly option: string;
  /** The other. */
  readonly beside: string;
  /** What would work. */
  readonly hint: string;
}

/**
 * Refuses options that a move would have to leave out of account.
 *
 * @throws AltsparseError `options-clash` at the first pair that is there.
 */
export function refusePairs(move: string, pairs: readonly OptionPair[]): void {
  const found = pairs.find(({ when }) => when);
  if (found === undefined) return;
  throw new AltsparseError('options-clash', `${found.option} cannot go with ${found.beside}.`, {
    place: `move '${move}'`,
    hint: found.hint,
  });
}

/** Is a pattern given that may have units of more than one weight? */
export function hasUnits(choice: PatternChoice | undefined): boolean {
  return choice !== undefined && choice !== unstructured;
}

/** A pattern as messages name it. */
export function nameOfChoice(choice: PatternChoice | undefined): string {
  return typeof choice === 'object' ? `pattern '${choice.name}'` : 'a pattern for each sub-net';
}
