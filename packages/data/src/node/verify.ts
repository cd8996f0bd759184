import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { factsOf } from './catalogue.ts';
import type { DataFileFacts, DatasetFacts, DatasetName, FileFacts } from './facts.ts';
import { type FolderOptions, folderOf } from './folders.ts';

/** What a look at one file found. */
export interface FileReport {
  /** The file looked at. */
  readonly path: string;
  /** `ok`: it is the published one, bit by bit; `wrong`: it has another length or checksum; `missing`. */
  readonly state: 'ok' | 'wrong' | 'missing';
  /** Length or SHA-256, where it is wrong. */
  readonly found?: string;
  /** The published length or SHA-256. */
  readonly expected: string;
}

/** What a look at a data set's files found. */
export interface DatasetReport {
  /** Which data set. */
  readonly name: string;
  /** Where. */
  readonly folder: string;
  /** Is every file the published one? */
  readonly ok: boolean;
  /** Each file. */
  readonly files: readonly FileReport[];
}

/** Where to look, and how to stop looking. */
export interface VerifyOptions extends FolderOptions {
  /** Stops early. */
  readonly signal?: AbortSignal;
}

/**
 * Compares a data set's files with the published lengths and checksums. About a second for 200 MB.
 *
 * @throws AltsparseError `dataset-unknown`; the signal's reason.
 */
export async function verifyDataset(
  name: DatasetName | (string & {}),
  options: VerifyOptions = {},
): Promise<DatasetReport> {
  const facts = factsOf(name);
  return verifyFiles(facts, folderOf(facts, options), options.signal);
}

/** As `verifyDataset`, from the facts. */
export async function verifyFiles(facts: DatasetFacts, folder: string, signal?: AbortSignal): Promise<DatasetReport> {
  const files: FileReport[] = [];
  for (const file of facts.files) files.push(await verifyFile(folder, file, signal));
  return { name: facts.name, folder, ok: files.every(({ state }) => state === 'ok'), files };
}

/** The file as published, or unpacked where only that is there, with its length; nothing if neither is. */
export async function present(
  folder: string,
  file: DataFileFacts,
): Promise<(FileFacts & { length: number }) | undefined> {
  for (const one of file.plain ? [file, file.plain] : [file]) {
    const found = await stat(join(folder, one.name)).catch(() => undefined);
    if (found?.isFile()) return { name: one.name, bytes: one.bytes, sha256: one.sha256, length: found.size };
  }
  return undefined;
}

async function verifyFile(folder: string, file: DataFileFacts, signal?: AbortSignal): Promise<FileReport> {
  signal?.throwIfAborted();
  const one = await present(folder, file);
  if (!one) return { path: join(folder, file.name), state: 'missing', expected: file.sha256 };
  const path = join(folder, one.name);
  if (one.length !== one.bytes) {
    return { path, state: 'wrong', found: `${one.length} bytes`, expected: `${one.bytes} bytes` };
  }
  const found = await sha256(path, signal);
  return found === one.sha256
    ? { path, state: 'ok', expected: one.sha256 }
    : { path, state: 'wrong', found, expected: one.sha256 };
}

async function sha256(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash, signal ? { signal } : {});
  return hash.digest('hex');
}
