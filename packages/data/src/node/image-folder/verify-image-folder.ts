import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { AltsparseError } from '@altsparse/core';
import pLimit from 'p-limit';
import { decodeImage } from './decode-image.ts';
import { readImageFolder } from './read-image-folder.ts';

/** What a look at every image found. */
export interface ImageFolderReport {
  /** The folder, absolute. */
  readonly folder: string;
  /** How many files were looked at. */
  readonly files: number;
  /** Those that hold no whole image, or cannot be read, in the order of the folder. */
  readonly corrupt: readonly {
    /** Its path. */
    readonly path: string;
    /** What was found there. */
    readonly found: string;
  }[];
}

/** How to be told and to stop. */
export interface VerifyImagesOptions {
  /** Told after each file: how many are done, and how many there are. */
  readonly onProgress?: (done: number, files: number) => void;
  /** Stops early. */
  readonly signal?: AbortSignal;
}

/**
 * Decodes every image of a folder once, so that none is a surprise in the middle of a run: a few milliseconds each.
 *
 * @throws AltsparseError as `readImageFolder` does; `image-decoder-missing`; the signal's reason.
 */
export async function verifyImageFolder(folder: string, options: VerifyImagesOptions = {}): Promise<ImageFolderReport> {
  const { train, validation, test, folder: root } = readImageFolder(folder);
  const names = [train, validation, test].flatMap((part) => part?.names ?? []);
  const limit = pLimit(Math.min(4, availableParallelism()));
  let done = 0;
  const look = async (name: string): Promise<ImageFolderReport['corrupt'][number] | undefined> => {
    options.signal?.throwIfAborted();
    const path = join(root, name);
    const found = await problemOf(path);
    options.onProgress?.(++done, names.length);
    return found === undefined ? undefined : { path, found };
  };
  const reports = await limit.map(names, look);
  return { folder: root, files: names.length, corrupt: reports.filter((one) => one !== undefined) };
}

async function problemOf(path: string): Promise<string | undefined> {
  try {
    await decodeImage(path, (image) => image.extract({ left: 0, top: 0, width: 1, height: 1 }));
    return undefined;
  } catch (error) {
    if (!(error instanceof AltsparseError) || error.code === 'image-decoder-missing') throw error;
    return String(error.details.found ?? error.details.cause);
  }
}
