import { AltsparseError } from '@altsparse/core';
import { type SplitOptions, splitItems } from '../../split.ts';

/** Image files with their classes; nothing of them is read. */
export interface ImageFiles {
  /** The folder that the names start from, absolute. */
  readonly folder: string;
  /** Path of each file from there, with `/`. */
  readonly names: readonly string[];
  /** `[names.length]`, the class of each file, counted from 0. */
  readonly labels: Int32Array;
}

/**
 * The chosen files, in the given order.
 *
 * @param items - Numbers of files, each in [0, count).
 * @throws AltsparseError `image-number-out-of-range`.
 */
export function pickFiles({ folder, names, labels }: ImageFiles, items: ArrayLike<number>): ImageFiles {
  const chosen = Array.from(items);
  return {
    folder,
    names: chosen.map((item) => names[item] ?? outOfRange(item, names.length)),
    labels: Int32Array.from(chosen, (item) => labels[item] as number),
  };
}

/** The two parts; each file is in exactly one of them, in the order it had. */
export interface FileSplit {
  /** What stays for training. */
  readonly train: ImageFiles;
  /** What was taken out. */
  readonly validation: ImageFiles;
}

/**
 * Takes a validation part out of the train files, as `split` does with images: of each class the same share (rounded),
 * drawn by seed.
 *
 * @throws AltsparseError `split-wrong`: a share that is not between 0 and 1, or that leaves one part empty.
 */
export function splitFiles(files: ImageFiles, options: SplitOptions): FileSplit {
  const { train, validation } = splitItems(files.labels, options);
  return { train: pickFiles(files, train), validation: pickFiles(files, validation) };
}

function outOfRange(item: number, count: number): never {
  const details = { found: item, expected: `a whole number from 0 to ${count - 1}` };
  throw new AltsparseError('image-number-out-of-range', 'There is no such image.', details);
}
