import type { Size } from '../form/form.ts';
import { volumeOf } from '../form/size.ts';

/** Images that lie side by side: one line of memory. */
export const lanes = 16;

/** A stretch of memory that has no place yet. Buffers are told apart by identity. */
export interface Buffer {
  /** How many lines of 16 floats. */
  readonly lines: number;
}

/** A tensor `[tile][row][channel][column][16]`. */
export function tensorBuffer({ rows, channels, columns }: Size, tiles: number): Buffer {
  return { lines: tiles * rows * channels * columns };
}

/** So many floats. */
export function floatsBuffer(count: number): Buffer {
  return { lines: linesOf(count) };
}

/** So many doubles. */
export function doublesBuffer(count: number): Buffer {
  return { lines: linesOf(2 * count) };
}

/** Lines for so many numbers of four bytes. */
export function linesOf(count: number): number {
  return Math.ceil(count / lanes);
}

/** Lines of one tile of a tensor. */
export function tileLines(size: Size): number {
  return volumeOf(size);
}
