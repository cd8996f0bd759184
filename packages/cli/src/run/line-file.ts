import { type FileHandle, open } from 'node:fs/promises';
import { AltsparseError } from '@altsparse/core';
import { writeFailure } from '@altsparse/core/node';

/** How many lines are kept back before they are written. */
const linesTogether = 200;

/** A file that grows line by line. */
export interface LineFile {
  /** Adds a line, to be written later. */
  add(line: string): void;
  /** Writes what was kept back, if it is much. */
  settle(): Promise<void>;
  /** Writes what was kept back. @returns Length of the file in bytes. */
  flush(): Promise<number>;
  /** Writes what was kept back and closes the file. */
  close(): Promise<void>;
}

/**
 * Opens a file of lines, after the first `keep` bytes of what is there: what a run wrote after the checkpoint from which
 * it goes on is cut off.
 *
 * @throws AltsparseError `file-write`; `lines-missing` if the file is shorter than that.
 */
export async function openLines(path: string, keep = 0): Promise<LineFile> {
  const file = await guarded(path, () => open(path, 'a'));
  await cut(file, path, keep);
  const kept: string[] = [];
  let length = keep;
  const flush = async (): Promise<number> => {
    const bytes = Buffer.from(kept.splice(0).join(''));
    await guarded(path, () => file.appendFile(bytes));
    length += bytes.length;
    return length;
  };
  return {
    add: (line) => void kept.push(`${line}\n`),
    async settle() {
      if (kept.length >= linesTogether) await flush();
    },
    flush,
    async close() {
      try {
        await flush();
      } finally {
        await file.close();
      }
    },
  };
}

async function cut(file: FileHandle, path: string, keep: number): Promise<void> {
  const { size } = await file.stat();
  if (size < keep) {
    await file.close();
    throw new AltsparseError('lines-missing', 'A file of the run is shorter than when its checkpoint was made.', {
      place: path,
      found: `${size} bytes`,
      expected: `${keep} bytes or more`,
      hint: 'It was changed by hand. Start the run anew.',
    });
  }
  await guarded(path, () => file.truncate(keep));
}

async function guarded<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw writeFailure(path, cause);
  }
}
