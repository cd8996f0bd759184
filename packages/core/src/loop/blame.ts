import { AltsparseError } from '../error.ts';

/**
 * What a part threw, with the part's name: an `AltsparseError` keeps its code and details, anything else becomes
 * `part-failed`.
 *
 * @param part - Which part, and where: `move 'exchange' (apply), sub-net 1, step 7`.
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

/** Does a part's work; whatever goes wrong in it is put down to the part. */
export function attempt<Result>(part: string, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    throw blame(part, cause);
  }
}

/** An error that has a code, with the place where it happened put before its own; others as they are. */
export function locate(place: string, cause: unknown): unknown {
  return cause instanceof AltsparseError ? blame(place, cause) : cause;
}
