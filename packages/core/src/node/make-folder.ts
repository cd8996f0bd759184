import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { writeFailure } from './write-whole.ts';

/**
 * Makes a folder and those above it.
 *
 * @throws AltsparseError `file-write`.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    throw writeFailure(path, await plainly(resolve(path), cause));
  }
}

/** Node says ENOENT of a file system that may only be read: making the first missing folder by itself says what is wrong. */
async function plainly(path: string, cause: unknown): Promise<unknown> {
  if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') return cause;
  const above = dirname(path);
  const isThere = above === path || (await stat(above).then(Boolean, () => false));
  if (!isThere) return plainly(above, cause);
  return mkdir(path).then(
    () => cause,
    (other: unknown) => other,
  );
}
