import { AltsparseError } from '@altsparse/core';
import { centred, type Region } from './region.ts';

/** What is customary for ImageNet: 224 pixels out of an image whose shorter side is 256. */
const customary = 256 / 224;

/** An image made smaller or larger as a whole, and the rectangle that is then cut out of it. */
export interface CentreCrop {
  /** Columns of the whole image after it was resized. */
  readonly width: number;
  /** Its rows. */
  readonly height: number;
  /** What is cut out. */
  readonly region: Region;
}

/**
 * The evaluation crop: the shorter side becomes `shorter`, then a square of `size` is cut out of the middle.
 *
 * @param size - Side of the square.
 * @param shorter - Default: `size` times 256/224.
 * @throws AltsparseError `crop-wrong`: a shorter side that is smaller than the square.
 */
export function centreCrop(
  size: number,
  shorter: number = Math.round(size * customary),
): (width: number, height: number) => CentreCrop {
  if (!Number.isInteger(shorter) || shorter < size) {
    const details = { place: 'resize', found: shorter, expected: `a whole number from ${size}` };
    throw new AltsparseError('crop-wrong', 'No square of this size can be cut out.', details);
  }
  return (width, height) => {
    const short = Math.min(width, height);
    const [columns, rows] = [width, height].map((side) => Math.floor((side * shorter) / short)) as [number, number];
    return { width: columns, height: rows, region: centred([columns, rows], size, size) };
  };
}
