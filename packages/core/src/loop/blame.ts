import { AltsparseError } from '../error.ts';

/**
 * What a part threw, with the part's name: an `AltsparseError` keeps its code and details, anything else becomes
 * `part-failed`.
 *
 * @param part - Which part, and where: `move 'exchange', sub-net 1, step 7`.
 * @param cause - What it threw.
 */
export function blame(part: string, cause: unknown): AltsparseError {
  if (!(cause instanceof AltsparseError))
    return new AltsparseError('part-failed', cause instanceof Error ? cause.message : String(cause), {
      place: part,
      cause,
    });
  const place = [part, cause.details.place ?? []].flat().join(', ');
  return new AltsparseError(cause.code, cause.summary, { ...cause.details, place, cause });
}
