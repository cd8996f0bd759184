import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname, isAbsolute, resolve } from 'node:path';
import { AltsparseError } from '@altsparse/core';
import { writeWhole } from '@altsparse/core/node';

/** How many lines are kept back before they are written. */
const linesTogether = 200;

/** A file that grows line by line. */
export interface LineFile {
  /** Adds a line; some are kept back. */
  add(line: string): Promise<void>;
  /** Writes what is kept back. */
  flush(): Promise<void>;
}

/** What a file of lines is. */
export interface LineFileOptions {
  /** Absolute. */
  readonly path: string;
  /** Its first line, if it has one. */
  readonly header?: string;
  /** Of a resumed run: which of the lines that are there come from before the point where it goes on. */
  readonly stays?: (line: string) => boolean;
}

/** A path as observers mean it: within the run's folder, unless it is absolute. */
export function pathInRun(folder: string, path: string): string {
  return isAbsolute(path) ? path : resolve(folder, path);
}

/**
 * A file of lines, made with its header when the first line comes. One that is there is gone on with: its header must be
 * the same; of a resumed run, lines from after the point where it goes on are taken out first, in one whole write.
 *
 * @throws AltsparseError `observer-file` where the file begins otherwise; nothing is changed then.
 */
export function lineFile(options: LineFileOptions): LineFile {
  const kept: string[] = [];
  let ready = false;
  const flush = async (): Promise<void> => {
    if (kept.length === 0) return;
    if (!ready) await prepare(options);
    ready = true;
    await append(options.path, kept.splice(0));
  };
  return {
    flush,
    async add(line) {
      kept.push(line);
      if (kept.length >= linesTogether) await flush();
    },
  };
}

async function append(path: string, lines: readonly string[]): Promise<void> {
  const file = await open(path, 'a');
  try {
    await file.writeFile(`${lines.join('\n')}\n`);
  } finally {
    await file.close();
  }
}

async function prepare(options: LineFileOptions): Promise<void> {
  const { path, header } = options;
  await mkdir(dirname(path), { recursive: true });
  const text = await textOf(path);
  if (text !== '') return clean(options, text);
  if (header !== undefined) await append(path, [header]);
}

async function clean({ path, header, stays = () => true }: LineFileOptions, text: string): Promise<void> {
  const lines = text.split('\n');
  // the last stretch has no end of line: nothing, or half a line of a process that was killed
  lines.pop();
  if (header !== undefined && lines.shift() !== header)
    throw new AltsparseError('observer-file', 'This file has other columns than are to be added.', {
      place: path,
      found: text.split('\n')[0],
      expected: header,
      hint: 'Give the observer another folder, or move the file away.',
    });
  const whole = [...(header === undefined ? [] : [header]), ...lines.filter(stays)].map((line) => `${line}\n`).join('');
  if (whole !== text) await writeWhole(path, whole);
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
