import { AltsparseError } from '@altsparse/core';

/** A file's bytes and what to call it in errors. */
export interface DataFile {
  /** Path or name. */
  readonly place: string;
  /** All of it. */
  readonly bytes: Uint8Array;
}

/** Too short a file: `data-file-truncated`; too long a one: `data-file-oversized`. */
export function wrongLength(place: string, found: number, expected: number | string): AltsparseError {
  const short = typeof expected === 'number' && found < expected;
  const code = short || typeof expected === 'string' ? 'data-file-truncated' : 'data-file-oversized';
  const message = code === 'data-file-truncated' ? 'The file ends too early.' : 'The file is longer than it should be.';
  return new AltsparseError(code, message, {
    place,
    found: `${found} bytes`,
    expected: typeof expected === 'number' ? `${expected} bytes` : expected,
  });
}

/** A label that names no class: `data-label-out-of-range`. */
export function wrongLabel(place: string, item: number, found: number, classes: number): AltsparseError {
  return new AltsparseError('data-label-out-of-range', `Image ${item} has a label that names no class.`, {
    place,
    found,
    expected: `a label from 0 to ${classes - 1}`,
  });
}
