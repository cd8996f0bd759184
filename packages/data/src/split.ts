import { AltsparseError } from '@altsparse/core';
import { checkImages, type Images, pickImages } from './images.ts';
import { permutation } from './permutation.ts';

/** How to split. */
export interface SplitOptions {
  /** Share of each class that goes to validation, above 0 and below 1. */
  readonly share: number;
  /** Decides which images; the same seed always takes the same ones. Default 0. */
  readonly seed?: number;
}

/** The two parts; each image is in exactly one of them, in the order it had. */
export interface Split {
  /** What stays for training. */
  readonly train: Images;
  /** What was taken out. */
  readonly validation: Images;
}

/**
 * Takes a validation part out of the train images: of each class the same share (rounded), drawn by seed. Both
 * parts are copies.
 *
 * @throws AltsparseError `split-wrong`: a share that is not between 0 and 1, or that leaves one part empty.
 */
export function split(images: Images, options: SplitOptions): Split {
  checkImages(images, 'images to split');
  const { train, validation } = splitItems(images.labels, options);
  return { train: pickImages(images, train), validation: pickImages(images, validation) };
}

/** Which items of `split` go where, by their labels. */
export function splitItems(
  labels: Images['labels'],
  { share, seed = 0 }: SplitOptions,
): { readonly train: readonly number[]; readonly validation: readonly number[] } {
  if (!(share > 0 && share < 1)) throw wrongShare(share, 'a number above 0 and below 1');
  const taken = new Uint8Array(labels.length);
  for (const [label, items] of itemsByClass(labels)) {
    const order = permutation(items.length, seed, 'split', label);
    const count = Math.round(items.length * share);
    for (const at of order.subarray(0, count)) taken[items[at] as number] = 1;
  }
  const all = Array.from(taken.keys());
  const [train, validation] = [0, 1].map((part) => all.filter((item) => taken[item] === part)) as [number[], number[]];
  if (train.length === 0 || validation.length === 0) throw wrongShare(share, 'a share that leaves no part empty');
  return { train, validation };
}

function itemsByClass(labels: Images['labels']): Map<number, number[]> {
  const classes = new Map<number, number[]>();
  labels.forEach((label, item) => {
    const items = classes.get(label);
    if (items) items.push(item);
    else classes.set(label, [item]);
  });
  return classes;
}

function wrongShare(share: number, expected: string): AltsparseError {
  return new AltsparseError('split-wrong', 'No validation part can be taken so.', {
    place: 'share',
    found: share,
    expected,
  });
}
