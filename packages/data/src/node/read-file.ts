import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { AltsparseError } from '@altsparse/core';
import { type DataFile, wrongLength } from '../read/problem.ts';
import type { DataFileFacts } from './facts.ts';
import { present } from './verify.ts';

const unpack = promisify(gunzip);

/**
 * Reads a published file, unpacked. Its length is looked at first, so nothing much larger is ever read.
 *
 * @throws AltsparseError `data-file-missing`, `data-file-truncated`, `data-file-oversized`, `data-file-damaged`.
 */
export async function readDataFile(folder: string, file: DataFileFacts, name: string): Promise<DataFile> {
  const found = await present(folder, file);
  if (!found) throw missing(join(folder, file.name), name);
  const place = join(folder, found.name);
  const packed = file.plain !== undefined && found.name === file.name;
  if (packed) return { place, bytes: await readPacked(place, file.plain.bytes) };
  if (found.length !== found.bytes) throw wrongLength(place, found.length, found.bytes);
  return { place, bytes: await readFile(place) };
}

/** A file packed anew may have another packed length; what it holds may not. */
async function readPacked(place: string, expected: number): Promise<Uint8Array> {
  const { size } = await stat(place);
  if (size > expected + 65_536) throw wrongLength(place, size, expected);
  const bytes = await unpack(await readFile(place), { maxOutputLength: expected }).catch((cause: unknown) => {
    throw damaged(place, cause, expected);
  });
  if (bytes.length !== expected) throw wrongLength(place, bytes.length, expected);
  return bytes;
}

function damaged(place: string, cause: unknown, expected: number): AltsparseError {
  const { code } = cause as { code?: string };
  const details = { place, found: code, expected: `a gzip file of ${expected} bytes`, cause };
  if (code === 'ERR_BUFFER_TOO_LARGE') {
    return new AltsparseError('data-file-oversized', 'The file holds more than it should.', details);
  }
  if (code === 'Z_BUF_ERROR') return new AltsparseError('data-file-truncated', 'The file ends too early.', details);
  return new AltsparseError('data-file-damaged', 'The file cannot be unpacked.', details);
}

function missing(place: string, name: string): AltsparseError {
  return new AltsparseError('data-file-missing', 'The file is not there.', {
    place,
    hint: `altsparse data fetch ${name} (from code: fetchDataset('${name}')) gets it; or set ALTSPARSE_DATA to the folder that holds the data sets' folders.`,
  });
}
