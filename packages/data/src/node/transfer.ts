import { createWriteStream } from 'node:fs';
import { basename, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AltsparseError } from '@altsparse/core';
import { extract } from 'tar';
import { wrongLength } from '../read/problem.ts';
import type { FileFacts } from './facts.ts';

/** How far a file has come. */
export interface FetchProgress {
  /** The file or archive that is being fetched. */
  readonly file: string;
  /** Bytes so far. */
  readonly received: number;
  /** Bytes in all, where they are known. */
  readonly total?: number;
}

/** How to be told and to stop. */
export interface TransferOptions {
  /** Told as bytes arrive. */
  readonly onProgress?: (progress: FetchProgress) => void;
  /** Stops fetching. */
  readonly signal?: AbortSignal;
}

/** Bytes on their way, and how many there will be. */
export interface Incoming {
  readonly body: Readable;
  readonly total?: number;
}

/**
 * Opens an address.
 *
 * @throws AltsparseError `data-fetch-failed`; the signal's reason.
 */
export async function download(address: string, { signal }: TransferOptions): Promise<Incoming> {
  const response = await guard(address, signal, () => fetch(address, signal ? { signal } : {}));
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    throw failed(address, `status ${response.status}`);
  }
  const total = Number(response.headers.get('content-length'));
  // The two stream libraries' types differ in what they leave out only.
  const body = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
  return total > 0 ? { body, total } : { body };
}

/** Stores one file from an address; stops as soon as more arrives than is published. */
export async function storeFile(
  file: FileFacts,
  address: string,
  folder: string,
  options: TransferOptions,
): Promise<void> {
  const { body } = await download(address, options);
  const count = counter({ file: file.name, total: file.bytes }, options, (received) => {
    if (received > file.bytes) throw wrongLength(address, received, file.bytes);
  });
  const target = createWriteStream(join(folder, file.name), { flags: 'wx' });
  await guard(address, options.signal, () => pipeline(body, count, target, { signal: options.signal }));
}

/**
 * Unpacks a tar.gz with one leading folder: only the wanted files, only with the published lengths; whatever else it
 * holds is passed over.
 */
export async function unpackArchive(
  files: readonly FileFacts[],
  archive: string,
  { body, total }: Incoming,
  folder: string,
  options: TransferOptions,
): Promise<void> {
  const wanted = new Map(files.map(({ name, bytes }) => [name, bytes]));
  const count = counter({ file: basename(archive), ...(total === undefined ? {} : { total }) }, options);
  const target = extract({
    cwd: folder,
    strip: 1,
    strict: true,
    filter: (path, entry) => wanted.get(basename(path)) === entry.size,
  });
  await guard(archive, options.signal, () =>
    pipeline(body, count, target as unknown as NodeJS.WritableStream, { signal: options.signal }),
  );
}

function counter(
  about: Omit<FetchProgress, 'received'>,
  { onProgress }: TransferOptions,
  check?: (received: number) => void,
): Transform {
  let received = 0;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      received += chunk.length;
      try {
        check?.(received);
        onProgress?.({ ...about, received });
        done(null, chunk);
      } catch (error) {
        done(error as Error);
      }
    },
  });
}

/** Names the source of a failure; a stop that was asked for, and typed errors, go through. */
async function guard<T>(place: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw error instanceof AltsparseError ? error : failed(place, (error as Error).message, error);
  }
}

function failed(place: string, found: string, cause?: unknown): AltsparseError {
  return new AltsparseError('data-fetch-failed', 'The data set could not be fetched.', {
    place,
    found,
    hint: 'Get the files by other means and give their folder as `from`.',
    cause,
  });
}
