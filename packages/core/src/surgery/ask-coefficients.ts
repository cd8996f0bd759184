import { AltsparseError } from '../error.ts';
import type { Gram, Surgery } from './surgery.ts';

/**
 * A surgery's coefficients, checked.
 *
 * @param place - For messages.
 * @throws AltsparseError `part-failed` if the surgery throws, or gives anything but one finite number per reference.
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
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new AltsparseError('part-failed', message, { place, cause });
  }
}
