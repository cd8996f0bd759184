import { mkdir, mkdtemp, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AltsparseError } from '@altsparse/core';
import { factsOf } from './catalogue.ts';
import type { DatasetFacts, DatasetName } from './facts.ts';
import { type FolderOptions, folderOf } from './folders.ts';
import { type ObtainOptions, obtain } from './obtain.ts';
import { type DatasetReport, type FileReport, verifyFiles } from './verify.ts';

/** From where, to where. */
export interface FetchOptions extends FolderOptions, ObtainOptions {
  /** Replace files that are there but are not the published ones? Default false: they are left and named in an error. */
  readonly replace?: boolean;
}

/** What was done. */
export interface FetchReport {
  /** Which data set. */
  readonly name: string;
  /** Where it is now. */
  readonly folder: string;
  /** Names of the files that were put there; none if all were there before. */
  readonly fetched: readonly string[];
}

/**
 * Gets a data set: from where it is published, from another address, or from a folder. Everything is compared with
 * the published checksums under a temporary name first, then renamed; whatever goes wrong, nothing half-written
 * stays, and files that were there before are as they were.
 *
 * @throws AltsparseError `dataset-unknown`, `data-file-wrong` (a file in the way), `data-fetch-failed`,
 * `data-source-missing`, `data-file-missing`, `data-checksum-differs`; the signal's reason.
 */
export async function fetchDataset(
  name: DatasetName | (string & {}),
  options: FetchOptions = {},
): Promise<FetchReport> {
  const facts = factsOf(name);
  return fetchFiles(facts, folderOf(facts, options), options);
}

/** As `fetchDataset`, from the facts. */
export async function fetchFiles(facts: DatasetFacts, folder: string, options: FetchOptions): Promise<FetchReport> {
  const before = await verifyFiles(facts, folder, options.signal);
  if (before.ok) return { name: facts.name, folder, fetched: [] };
  refuseObstacles(before, options);
  await mkdir(dirname(folder), { recursive: true });
  const temporary = await mkdtemp(`${folder}.partial-`);
  try {
    // A folder inside, because mkdtemp's own is closed to other users.
    const stage = join(temporary, 'stage');
    await mkdir(stage);
    await obtain(facts, stage, options);
    const after = await verifyFiles(facts, stage, options.signal);
    refuseDifferences(after);
    const fetched = await putInPlace(after, before, folder);
    return { name: facts.name, folder, fetched };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

function refuseObstacles({ files }: DatasetReport, { replace = false }: FetchOptions): void {
  const wrong = files.find(({ state }) => state === 'wrong');
  if (!wrong || replace) return;
  throw new AltsparseError('data-file-wrong', 'A file is in the way that is not the published one.', {
    ...placeOf(wrong),
    hint: 'Remove it, or ask for it to be replaced (replace: true).',
  });
}

function refuseDifferences({ files }: DatasetReport): void {
  const bad = files.find(({ state }) => state !== 'ok');
  if (!bad) return;
  const details = { ...placeOf(bad), place: basename(bad.path) };
  if (bad.state === 'missing') throw new AltsparseError('data-file-missing', 'The source lacks this file.', details);
  throw new AltsparseError('data-checksum-differs', 'The source has another file under this name.', details);
}

function placeOf({ path, found, expected }: FileReport): { place: string; found: string; expected: string } {
  return { place: path, found: found ?? 'no such file', expected };
}

/** The whole folder at once where there is none yet, otherwise each file that is not yet as it should be. */
async function putInPlace(after: DatasetReport, before: DatasetReport, folder: string): Promise<string[]> {
  for (const { path } of after.files) await flush(path);
  const names = after.files.map(({ path }) => basename(path));
  const whole = await rename(after.folder, folder).then(
    () => true,
    () => false,
  );
  if (whole) return names;
  await mkdir(folder, { recursive: true });
  const needed = names.filter((_, i) => before.files[i]?.state !== 'ok');
  for (const name of needed) await rename(join(after.folder, name), join(folder, name));
  return needed;
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
