import { type Block, type BuiltLists, type ListShape, listBuilder } from './list-shape.ts';

/** Weights by filter, or by four filters: offsets are lines of the source's slab. */
export function forwardLists(shape: ListShape, kept: Uint8Array | undefined, block: Block): BuiltLists {
  const { window, channels, filters, groups, slabColumns } = shape;
  const [own, count] = [channels / groups, Math.ceil(filters / block)];
  const builder = listBuilder(block, count, window[0] * window[1] * own * count, kept);
  for (let list = 0; list < count; list++) {
    const first = Math.floor((list * block) / (filters / groups)) * own;
    const members = Math.min(block, filters - list * block);
    for (let ky = 0; ky < window[0]; ky++)
      for (let c = 0; c < own; c++)
        for (let kx = 0; kx < window[1]; kx++) {
          const at = ((ky * window[1] + kx) * own + c) * filters + list * block;
          builder.entry((ky * channels + first + c) * slabColumns + kx, at, 1, members);
        }
    builder.endList();
  }
  return builder.done();
}
