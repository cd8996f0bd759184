import type { Convolution } from '../form/form.ts';
import { isWinograd } from '../lists/block.ts';
import type { Geometry, Halo } from '../tape/operands.ts';
import type { Bound } from './bound.ts';
import { type Share, shareOut } from './share.ts';
import type { Writer } from './writer.ts';

/** Columns of a slab of the source: all windows, and all of the image. */
export function slabColumns({ from, size, window, strides, padLeft }: Convolution): number {
  return Math.max((size.columns - 1) * strides[1] + window[1], padLeft + from.columns);
}

/** Where the gradient of a convolution's output lies in its slab: what windows reach beyond the own rows and columns. */
export function haloOf({ from, size, window, strides, padTop, padLeft }: Convolution): Halo {
  const rows = reach(window[0], strides[0], padTop);
  const columns = reach(window[1], strides[1], padLeft);
  const own = Math.max(size.columns, Math.ceil(from.columns / strides[1]) + columns.after);
  return {
    top: rows.before,
    left: columns.before,
    slabColumns: columns.before + own,
    extraRows: rows.before + rows.after,
  };
}

/** How far before and after its own place an input position meets outputs. */
function reach(window: number, stride: number, padding: number): { readonly before: number; readonly after: number } {
  let [before, after] = [0, 0];
  for (let position = 0; position < stride; position++)
    for (let tap = 0; tap < window; tap++) {
      const distance = (position + padding - tap) / stride;
      if (!Number.isInteger(distance)) continue;
      before = Math.max(before, -distance);
      after = Math.max(after, distance);
    }
  return { before, after };
}

/** How a convolution is cut into pieces; tells the program how large its slab is. */
export function shareConvolution(writer: Writer, work: Convolution, direction: 'forward' | 'backward'): Share {
  const { tiles, threads, tuning } = writer;
  const paired = winogradSuits(work);
  const budget = Math.floor(tuning.slabBytes / 64);
  const slabLines = slabLinesOf(work, direction);
  const share = shareOut({ tiles, threads, outRows: work.size.rows, slabLines, budget, paired });
  writer.slabLines = Math.max(writer.slabLines, share.slabLines + (paired ? winogradLines(work, direction) : 0));
  return share;
}

/** How large a thread's slabs are that hold so many output rows. */
function slabLinesOf(work: Convolution, direction: 'forward' | 'backward'): (rows: number) => number {
  const { from, size, window, strides, padTop } = work;
  const halo = haloOf(work);
  const sourceRow = from.channels * slabColumns(work);
  const gradientRow = direction === 'backward' ? size.channels * halo.slabColumns : 0;
  return (rows) =>
    sourceRow * Math.max((rows - 1) * strides[0] + window[0], rows * strides[0] + padTop) +
    gradientRow * (rows + halo.extraRows);
}

function winogradSuits({ from, ...work }: Convolution): boolean {
  return isWinograd({ ...work, channels: from.channels });
}

/**
 * What a thread needs behind its slabs where a convolution may go Winograd's way: transformed weights, two transformed
 * tiles (of 32 images, as in mixed precision), sums; on the way back also transformed sums of the weights' gradient,
 * eight patches of gradients as they are and turned, and of inputs.
 */
function winogradLines({ from, size }: Convolution, direction: 'forward' | 'backward'): number {
  const [read, made] = direction === 'forward' ? [from.channels, size.channels] : [size.channels, from.channels];
  const lines = 36 * (read * (upTo(made, 8) / 16) + 4 * (read + 1)) + 3 * made;
  if (direction === 'forward') return lines;
  const [channels, filters] = [upTo(from.channels, 8), upTo(size.channels, 16)];
  return lines + 36 * channels * (filters / 16) + 128 * filters + 96 * (channels + filters) + 36;
}

function upTo(number: number, multiple: number): number {
  return multiple * Math.ceil(number / multiple);
}

/** The operand of an instruction. */
export function boundGeometry(work: Convolution, { chunks, slabRows }: Share, { slab, slabLines }: Bound): Geometry {
  const { window, strides, padTop, padLeft, size } = work;
  return {
    kernelRows: window[0],
    kernelColumns: window[1],
    strideRows: strides[0],
    strideColumns: strides[1],
    padTop,
    padLeft,
    outRows: size.rows,
    outChannels: size.channels,
    outColumns: size.columns,
    slabRows,
    chunks,
    slab,
    slabLines,
  };
}
