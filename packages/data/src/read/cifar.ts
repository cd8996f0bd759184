import { type Images, pixelRoom } from '../images.ts';
import { type DataFile, wrongLabel, wrongLength } from './problem.ts';

const shape = [32, 32, 3] as const;
const plane = 32 * 32;

/** Where in a record's leading bytes its labels are. */
interface RecordLayout {
  readonly labelBytes: number;
  readonly label: number;
  readonly classesByByte: readonly number[];
}

/** What is expected of the files, and which labels are wanted. */
export interface CifarOptions {
  /** Images in each file; a file of any other size is refused. Default: any number from 1. */
  readonly imagesPerFile?: number;
  /** CIFAR-100 only: its 100 fine classes (default) or its 20 coarse ones. */
  readonly labels?: 'fine' | 'coarse';
}

/**
 * Reads CIFAR-10 in the official binary format: records of 1 label byte and 3072 pixel bytes, which are the red,
 * green and blue planes. The images come out channels last, file after file.
 *
 * @throws AltsparseError `data-file-truncated`, `data-file-oversized`, `data-label-out-of-range`.
 */
export function readCifar10(files: readonly DataFile[], options: CifarOptions = {}): Images {
  return readRecords(files, { labelBytes: 1, label: 0, classesByByte: [10] }, options.imagesPerFile);
}

/**
 * Reads CIFAR-100 in the official binary format: as CIFAR-10, with 2 label bytes: coarse, then fine.
 *
 * @throws AltsparseError `data-file-truncated`, `data-file-oversized`, `data-label-out-of-range`.
 */
export function readCifar100(files: readonly DataFile[], options: CifarOptions = {}): Images {
  const label = options.labels === 'coarse' ? 0 : 1;
  return readRecords(files, { labelBytes: 2, label, classesByByte: [20, 100] }, options.imagesPerFile);
}

function readRecords(files: readonly DataFile[], layout: RecordLayout, imagesPerFile: number | undefined): Images {
  const counts = files.map((file) => countRecords(file, layout.labelBytes + 3 * plane, imagesPerFile));
  const count = counts.reduce((sum, one) => sum + one, 0);
  const images = { count, shape, pixels: pixelRoom(count * 3 * plane), labels: new Uint8Array(count) };
  let first = 0;
  files.forEach((file, i) => {
    readFile(file, layout, images, first);
    first += counts[i] as number;
  });
  return images;
}

function countRecords({ place, bytes }: DataFile, recordBytes: number, expected: number | undefined): number {
  if (expected !== undefined && bytes.length !== expected * recordBytes) {
    throw wrongLength(place, bytes.length, expected * recordBytes);
  }
  const count = bytes.length / recordBytes;
  if (count >= 1 && Number.isInteger(count)) return count;
  throw wrongLength(place, bytes.length, `whole records of ${recordBytes} bytes`);
}

function readFile({ place, bytes }: DataFile, layout: RecordLayout, images: Images, first: number): void {
  const { labelBytes, label, classesByByte } = layout;
  const recordBytes = labelBytes + 3 * plane;
  for (let record = 0; record * recordBytes < bytes.length; record++) {
    const at = record * recordBytes;
    classesByByte.forEach((classes, i) => {
      if ((bytes[at + i] as number) >= classes) throw wrongLabel(place, record, bytes[at + i] as number, classes);
    });
    images.labels[first + record] = bytes[at + label] as number;
    interleave(bytes, at + labelBytes, images.pixels, (first + record) * 3 * plane);
  }
}

/** Three planes to channels last. */
function interleave(input: Uint8Array, from: number, output: Uint8Array, to: number): void {
  for (let i = 0; i < plane; i++) {
    output[to + 3 * i] = input[from + i] as number;
    output[to + 3 * i + 1] = input[from + plane + i] as number;
    output[to + 3 * i + 2] = input[from + 2 * plane + i] as number;
  }
}
