import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AltsparseError } from '../error.ts';

/** How names of files end that are not whole yet; the process that wrote them is named before it. */
export const PARTIAL = '.partial';

/**
 * Writes a file whole or not at all: under a temporary name beside it, flushed, then renamed, and the folder flushed.
 *
 * @param content - Text, or stretches of bytes one after the other.
 * @throws AltsparseError `file-write`; what was there before is still there.
 */
export async function writeWhole(path: string, content: string | readonly Uint8Array[]): Promise<void> {
  const temporary = `${path}.${process.pid}${PARTIAL}`;
  try {
    const pieces = typeof content === 'string' ? [Buffer.from(content)] : content;
    await flushed(temporary, 'w', async (file) => {
      for (const piece of pieces) await file.writeFile(piece);
    });
    await rename(temporary, path);
    await flushed(dirname(path), 'r').catch(() => {}); // some systems cannot flush a folder
  } catch (cause) {
    throw writeFailure(path, cause);
  } finally {
    await rm(temporary, { force: true }).catch(() => {}); // in a folder that cannot be written there is nothing to remove
  }
}

/** What went wrong when something could not be written, with what to do about it. */
export function writeFailure(path: string, cause: unknown): AltsparseError {
  const { code } = cause as NodeJS.ErrnoException;
  return new AltsparseError('file-write', 'A file could not be written.', {
    place: path,
    found: code ?? String(cause),
    hint: hints[code ?? ''] ?? 'What was written before is whole.',
    cause,
  });
}

const hints: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full: make room, then go on with --resume. What was written before is whole.',
  EDQUOT: 'The quota is used up: make room, then go on with --resume. What was written before is whole.',
  EACCES: 'The folder may not be written: change its rights or choose another.',
  EPERM: 'The folder may not be written: change its rights or choose another.',
  EROFS: 'The file system may only be read: choose a folder elsewhere.',
  ENOENT: 'The folder is not there.',
};

type Opened = Awaited<ReturnType<typeof open>>;

async function flushed(path: string, flags: string, work?: (file: Opened) => Promise<void>): Promise<void> {
  const file = await open(path, flags);
  try {
    await work?.(file);
    await file.sync();
  } finally {
    await file.close();
  }
}
