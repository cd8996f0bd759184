import { randomUUID } from 'node:crypto';
import { access, mkdir, readdir, rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AltsparseError } from '@altsparse/core';
import { makeFolder, writeFailure } from '@altsparse/core/node';
import { sweepPartial } from './sweep.ts';

/** Names of the files of a run's folder. */
export const runFiles = {
  config: 'config.json',
  environment: 'environment.json',
  metrics: 'metrics.jsonl',
  trace: 'trace.jsonl',
  checkpoints: 'checkpoints',
  result: 'result.json',
  weights: 'weights.safetensors',
} as const;

/**
 * Makes a new folder for a run: `<id>-1`, or the first number that is not taken. It appears with its first files in it,
 * or not at all. A folder that is there is never used again, so nothing of an earlier run is overwritten.
 *
 * @param base - The folder of all runs; made where it is missing.
 * @param id - The run's identity.
 * @param fill - Writes the first files.
 * @returns Absolute path.
 * @throws AltsparseError `file-write`.
 */
export async function createRunFolder(
  base: string,
  id: string,
  fill: (folder: string) => Promise<unknown>,
): Promise<string> {
  try {
    await makeFolder(base);
    await sweepPartial(base);
    const temporary = resolve(base, `.${id}.${process.pid}.${randomUUID()}`);
    await mkdir(temporary);
    await fill(temporary);
    return await settle(temporary, base, id);
  } catch (cause) {
    if (cause instanceof AltsparseError) throw cause;
    throw writeFailure(base, cause);
  }
}

async function settle(temporary: string, base: string, id: string): Promise<string> {
  for (let number = 1; ; number++) {
    const folder = resolve(base, `${id}-${number}`);
    if (await exists(folder)) continue;
    try {
      await rename(temporary, folder);
      return folder;
    } catch (error) {
      // Another process took the name in the meantime: a folder with files in it is never replaced.
      if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
}

/** The run's folder that a person means: its path, or its name in the folder of all runs. */
export async function findRunFolder(run: string, base: string): Promise<string> {
  for (const folder of [resolve(run), resolve(base, run)])
    if (await exists(join(folder, runFiles.config))) return folder;
  throw new AltsparseError('run-missing', 'There is no such run.', {
    place: resolve(run),
    expected: `a folder with ${runFiles.config} in it, or the name of one in ${resolve(base)}`,
    hint: '`altsparse runs list` shows those there are.',
  });
}

/** All runs in a folder, oldest name first; full paths. */
export async function listRunFolders(base: string): Promise<readonly string[]> {
  const names = await readdir(base).catch((): string[] => []);
  const folders: string[] = [];
  for (const name of names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })))
    if (!name.startsWith('.') && (await exists(join(base, name, runFiles.config)))) folders.push(resolve(base, name));
  return folders;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
