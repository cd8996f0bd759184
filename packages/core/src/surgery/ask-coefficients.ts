import { AltsparseError } from '../error.ts';
import { attempt } from '../loop/blame.ts';
import { randomStream } from '../random.ts';
import type { Gram, Surgery, SurgeryRandom } from './surgery.ts';

/**
 * A surgery's coefficients, checked.
 *
 * @param place - For messages.
 * @throws AltsparseError `part-failed` if the surgery throws (its own code, if it has one), or gives anything but one finite number per reference.
 */
export function askCoefficients(
  surgery: Surgery,
  gram: Gram,
  place: string,
  random: SurgeryRandom = (purpose) => randomStream(0, purpose),
): readonly number[] {
  const coefficients = attempt(place, () => surgery.coefficients(gram, random));
  const fit =
    isList(coefficients) && Array.from(coefficients).every(Number.isFinite) && coefficients.length === gram.references;
  if (fit) return coefficients;
  throw new AltsparseError('part-failed', 'A surgery gave wrong coefficients.', {
    place,
    found: coefficients,
    expected: `finite numbers, as many as references: ${gram.references}`,
  });
}

function isList(value: unknown): boolean {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}
