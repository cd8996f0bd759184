import type { Shape } from '@altsparse/core';
import type { Size } from './form.ts';

/** The size of features `[channels]` or of an image `[rows, columns, channels]`. */
export function sizeOfShape(shape: Shape): Size {
  const [rows = 1, columns = 1, channels = 1] = shape.length === 1 ? [1, 1, ...shape] : shape;
  return { rows, channels, columns };
}

/** Values in one image. */
export function volumeOf({ rows, channels, columns }: Size): number {
  return rows * channels * columns;
}

/** Has it one row and one column? */
export function isFeatures({ rows, columns }: Size): boolean {
  return rows === 1 && columns === 1;
}
