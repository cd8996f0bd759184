import { type Block, type BuiltLists, type ListShape, listBuilder } from './list-shape.ts';

/**
 * Weights by class of input position and by input channel, or by four of them: offsets are lines of the slab of the
 * output's gradient. List `(py · strideColumns + px) · blocks + block`.
 */
export function inputLists(shape: ListShape, kept: Uint8Array | undefined, block: Block): BuiltLists {
  const { window, strides, channels, filters, groups, padTop, padLeft } = shape;
  const blocks = Math.ceil(channels / block);
  const most = (window[0] * window[1] * filters * blocks) / groups;
  const builder = listBuilder(block, strides[0] * strides[1] * blocks, most, kept);
  for (let py = 0; py < strides[0]; py++)
    for (let px = 0; px < strides[1]; px++) {
      const rows = tapsOf(window[0], strides[0], py + padTop);
      const columns = tapsOf(window[1], strides[1], px + padLeft);
      for (let first = 0; first < channels; first += block) {
        writeList(rows, columns, first);
        builder.endList();
      }
    }
  return builder.done();

  function writeList(rows: readonly Tap[], columns: readonly Tap[], first: number): void {
    const [own, made] = [channels / groups, filters / groups];
    const group = Math.floor(first / own);
    const members = Math.min(block, channels - first);
    for (const row of rows)
      for (let k = group * made; k < (group + 1) * made; k++)
        for (const column of columns) {
          const at = (row.tap * window[1] + column.tap) * own + first - group * own;
          const line = (shape.top + row.distance) * filters + k;
          const offset = line * shape.gradientColumns + shape.left + column.distance;
          builder.entry(offset, at * filters + k, filters, members);
        }
  }
}

interface Tap {
  readonly tap: number;
  /** From the input's place to the output's, in outputs. */
  readonly distance: number;
}

/** The taps of a window that meet a position, by ascending distance. */
function tapsOf(window: number, stride: number, position: number): readonly Tap[] {
  const all = Array.from({ length: window }, (_, i) => window - 1 - i);
  return all
    .filter((tap) => (position - tap) % stride === 0)
    .map((tap) => ({ tap, distance: (position - tap) / stride }));
}
