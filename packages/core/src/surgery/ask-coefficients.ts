import { AltsparseError } from '../error.ts';
import { blame } from '../loop/blame.ts';
import type { Gram, Surgery } from './surgery.ts';

/**
 * A surgery's coefficients, checked.
 *
 * @param place - For messages.
 * @throws AltsparseError `part-failed` if the surgery throws (its own code, if it has one), or gives anything but one finite number per reference.
 */
export function askCoefficients(surgery: Surgery, gram: Gram, place: string): readonly number[] {
  const coefficients = attempt(surgery, gram, place);
  const fit = Array.from(coefficients).every(Number.isFinite) && coefficients.length === gram.references;
  if (fit) return coefficients;
  throw new AltsparseError('part-failed', 'A surgery gave wrong coefficients.', {
    place,
    found: coefficients,
    expected: `finite numbers, as many as references: ${gram.references}`,
  });
}

function attempt(surgery: Surgery, gram: Gram, place: string): readonly number[] {
  try {
    return surgery.coefficients(gram);
  } catch (cause) {
    throw blame(place, cause);
  }
}
