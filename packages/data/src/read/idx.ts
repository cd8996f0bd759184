import { AltsparseError } from '@altsparse/core';
import { type Images, pixelRoom } from '../images.ts';
import { type DataFile, wrongLabel, wrongLength } from './problem.ts';

/** What is expected of the files. */
export interface IdxOptions {
  /** How many classes; a label from this number up is refused. Default 10. */
  readonly classes?: number;
  /** How many images; another number is refused. Default: any. */
  readonly count?: number;
}

/**
 * Reads a pair of idx files as MNIST has them, unpacked: images (big-endian 2051, count, rows, columns, then a byte a
 * pixel) and labels (2049, count, then a byte each).
 *
 * @throws AltsparseError `data-file-format`, `data-file-truncated`, `data-file-oversized`, `data-counts-differ`,
 * `data-label-out-of-range`.
 */
export function readIdx(images: DataFile, labels: DataFile, { classes = 10, count }: IdxOptions = {}): Images {
  const [found, height, width] = header(images, 2051, 3) as [number, number, number];
  const [labelled] = header(labels, 2049, 1) as [number];
  checkLength(images, 16 + found * height * width);
  checkLength(labels, 8 + labelled);
  if (count !== undefined && found !== count) throw countsDiffer(images.place, found, count);
  if (labelled !== found) throw countsDiffer(labels.place, labelled, found);
  const values = labels.bytes.slice(8);
  const item = values.findIndex((label) => label >= classes);
  if (item >= 0) throw wrongLabel(labels.place, item, values[item] as number, classes);
  const pixels = pixelRoom(found * height * width);
  pixels.set(images.bytes.subarray(16));
  return { count: found, shape: [height, width, 1], pixels, labels: values };
}

/** The sizes after the magic number. */
function header({ place, bytes }: DataFile, magic: number, sizes: number): number[] {
  if (bytes.length < 4 + 4 * sizes) throw wrongLength(place, bytes.length, 4 + 4 * sizes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0) !== magic) {
    const details = { place, found: view.getUint32(0), expected: magic };
    throw new AltsparseError('data-file-format', 'The file does not start as an idx file of this kind does.', details);
  }
  const found = Array.from({ length: sizes }, (_, i) => view.getUint32(4 + 4 * i));
  if (found.every((size) => size > 0)) return found;
  throw new AltsparseError('data-file-format', 'The file says it is empty.', {
    place,
    found,
    expected: 'sizes from 1',
  });
}

function checkLength({ place, bytes }: DataFile, expected: number): void {
  if (bytes.length !== expected) throw wrongLength(place, bytes.length, expected);
}

function countsDiffer(place: string, found: number, expected: number): AltsparseError {
  return new AltsparseError('data-counts-differ', 'Another number of images than expected.', {
    place,
    found,
    expected,
  });
}
