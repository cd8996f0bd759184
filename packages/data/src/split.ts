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
export function split(images: Images, { share, seed = 0 }: SplitOptions): Split {
  checkImages(images, 'images to split');
  if (!(share > 0 && share < 1)) throw wrongShare(share, 'a number above 0 and below 1');
  const taken = new Uint8Array(images.count);
  for (const [label, items] of itemsByClass(images)) {
    const order = permutation(items.length, seed, 'split', label);
    const count = Math.round(items.length * share);
    for (const at of order.subarray(0, count)) taken[items[at] as number] = 1;
  }
  const all = Array.from(taken.keys());
  const [train, validation] = [0, 1].map((part) => all.filter((item) => taken[item] === part)) as [number[], number[]];
  if (train.length === 0 || validation.length === 0) throw wrongShare(share, 'a share that leaves no part empty');
  return { train: pickImages(images, train), validation: pickImages(images, validation) };
}

function itemsByClass({ count, labels }: Images): Map<number, number[]> {
  const classes = new Map<number, number[]>();
  for (let item = 0; item < count; item++) {
    const label = labels[item] as number;
    const items = classes.get(label);
    if (items) items.push(item);
    else classes.set(label, [item]);
  }
  return classes;
}

function wrongShare(share: number, expected: string): AltsparseError {
  return new AltsparseError('split-wrong', 'No validation part can be taken so.', {
    place: 'share',
    found: share,
    expected,
  });
}
