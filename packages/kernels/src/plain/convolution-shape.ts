import type { Geometry, Shape } from './operands.ts';

/** A place in a window. */
export interface Tap {
  /** Row of the window. */
  readonly ky: number;
  /** Channel of the input. */
  readonly channel: number;
  /** Column of the window. */
  readonly kx: number;
}

/** What an offset into a slab of the source means: `(ky · channels + channel) · slabColumns + kx`. */
export function tapOf(geometry: Geometry, input: Shape, offset: number): Tap {
  const { strideColumns, kernelColumns, padLeft, out } = geometry;
  const slabColumns = Math.max((out.columns - 1) * strideColumns + kernelColumns, padLeft + input.columns);
  const line = Math.floor(offset / slabColumns);
  return { ky: Math.floor(line / input.channels), channel: line % input.channels, kx: offset % slabColumns };
}

/** Visits all outputs of a batch of images, with the input row and column that a tap meets there. */
export function eachWindow(
  geometry: Geometry,
  batch: number,
  { ky, kx }: Tap,
  visit: (image: number, row: number, column: number, y: number, x: number) => void,
): void {
  const { strideRows, strideColumns, padTop, padLeft, out } = geometry;
  for (let image = 0; image < batch; image++)
    for (let row = 0; row < out.rows; row++)
      for (let column = 0; column < out.columns; column++)
        visit(image, row, column, row * strideRows + ky - padTop, column * strideColumns + kx - padLeft);
}

/** Which chunk an output row belongs to. */
export function chunkOf({ chunks, out }: Geometry, row: number): number {
  let chunk = 0;
  while (row >= Math.floor(((chunk + 1) * out.rows) / chunks)) chunk++;
  return chunk;
}

/** Which chunk owns an input row: that of the output row `row / stride`, the last one past the output. */
export function ownerOf(geometry: Geometry, row: number): number {
  const outRow = Math.floor(row / geometry.strideRows);
  return outRow >= geometry.out.rows ? geometry.chunks - 1 : chunkOf(geometry, outRow);
}

/** Number of the item that works on a chunk of an image's tile. */
export function itemOf({ chunks }: Geometry, image: number, chunk: number): number {
  return Math.floor(image / 16) * chunks + chunk;
}
