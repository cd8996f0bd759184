import { AltsparseError } from '@altsparse/core';
import type { Augment, Augmentation } from './augmentation.ts';

/** How far to shift, and what comes in from outside. */
export interface RandomCropOptions {
  /** Pixels added on each side before a window of the old size is cut out. Default 4. */
  readonly padding?: number;
  /** What is added: black (`zero`, default), or the image mirrored at its edge pixel (`reflect`). */
  readonly fill?: 'zero' | 'reflect';
}

/**
 * Pads the image on all sides and cuts a window of its own size out of it, each place as likely as any other.
 *
 * @throws AltsparseError `augmentation-wrong`: a padding that is no whole number from 0, or, on `prepare`, one that
 * `reflect` cannot mirror (it must be smaller than the image).
 */
export function randomCrop({ padding = 4, fill = 'zero' }: RandomCropOptions = {}): Augmentation {
  if (!Number.isInteger(padding) || padding < 0) throw wrong(padding, 'a whole number from 0');
  return {
    name: 'random-crop',
    description: { use: 'random-crop', padding, fill },
    prepare([height, width, channels]) {
      if (fill === 'reflect' && padding >= Math.min(height, width))
        throw wrong(padding, 'less than the height and width');
      return cropper(padded(height, padding, fill), padded(width, padding, fill), channels, padding);
    },
  };
}

/** For each place along a padded side, the place in the image it shows; −1 is outside. */
function padded(size: number, padding: number, fill: 'zero' | 'reflect'): Int32Array {
  return Int32Array.from({ length: size + 2 * padding }, (_, i) => {
    const at = i - padding;
    if (at >= 0 && at < size) return at;
    if (fill === 'zero') return -1;
    return at < 0 ? -at : 2 * (size - 1) - at;
  });
}

function cropper(rows: Int32Array, columns: Int32Array, channels: number, padding: number): Augment {
  const height = rows.length - 2 * padding;
  const width = columns.length - 2 * padding;
  return (input, output, random) => {
    const top = random.below(2 * padding + 1);
    const left = random.below(2 * padding + 1);
    shift(input, output, ((top - padding) * width + left - padding) * channels);
    const edge = (y: number, x: number): void => {
      const row = rows[top + y] as number;
      const column = columns[left + x] as number;
      const from = row < 0 || column < 0 ? -1 : (row * width + column) * channels;
      const at = (y * width + x) * channels;
      for (let k = 0; k < channels; k++) output[at + k] = from < 0 ? 0 : (input[from + k] as number);
    };
    eachEdge(height, width, top - padding, left - padding, edge);
  };
}

/** One copy of the whole image: right wherever the window lies within it, to be mended elsewhere. */
function shift(input: Uint8Array, output: Uint8Array, offset: number): void {
  const first = Math.max(0, -offset);
  const last = Math.min(input.length, input.length - offset);
  if (first < last) output.set(input.subarray(first + offset, last + offset), first);
}

/** Visits each pixel of a window, moved by (down, right), that lies outside the image. */
function eachEdge(
  height: number,
  width: number,
  down: number,
  right: number,
  visit: (y: number, x: number) => void,
): void {
  const from = Math.max(0, -right);
  const to = Math.min(width, width - right);
  for (let y = 0; y < height; y++) {
    const inside = y + down >= 0 && y + down < height && from < to;
    for (let x = 0; x < (inside ? from : width); x++) visit(y, x);
    for (let x = inside ? to : width; x < width; x++) visit(y, x);
  }
}

function wrong(padding: number, expected: string): AltsparseError {
  const details = { place: 'randomCrop.padding', found: padding, expected };
  return new AltsparseError('augmentation-wrong', 'Images cannot be padded so.', details);
}
