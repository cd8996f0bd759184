import { type Entry, entriesOf } from './entries.ts';
import { Images } from './images.ts';
import type { Geometry, Lists, Operands } from './operands.ts';
import type { PlainMemory } from './plain-memory.ts';

/** Where the output's gradient lies in its slab. */
export interface Halo {
  /** Rows before the own ones. */
  readonly top: number;
  /** Columns before the first. */
  readonly left: number;
  /** Columns of the slab. */
  readonly slabColumns: number;
}

/** Reads the halo from the operands. */
export function readHalo(operands: Operands): Halo {
  const [top, left, slabColumns] = [operands.int(), operands.int(), operands.int()];
  operands.int(); // rows of the slab do not change what an offset means
  return { top, left, slabColumns };
}

/** The input's gradient by lists of weights of each class of input positions. */
export function inputGradient(
  memory: PlainMemory,
  geometry: Geometry,
  halo: Halo,
  lists: Lists,
  gradient: Images,
  { shape, batch }: Images,
): Images {
  const result = new Images(shape, batch);
  const blocks = Math.ceil(shape.channels / lists.block);
  for (const entry of entriesOf(memory, lists)) {
    const first = (entry.list % blocks) * lists.block;
    const way = wayOf(geometry, halo, entry, blocks);
    for (let channel = first; channel < Math.min(first + lists.block, shape.channels); channel++)
      addEntry(geometry, way, memory.floats[entry.value + channel - first] as number, channel, gradient, result);
  }
  return result;
}

/** From an input position (strideRows · q + py, strideColumns · p + px) to the output (q + dq, p + dp) of filter k. */
interface Way {
  readonly py: number;
  readonly px: number;
  readonly dq: number;
  readonly dp: number;
  readonly k: number;
}

/** List (py · strideColumns + px) · blocks + block of channels; offset ((top + dq) · outChannels + k) · slabColumns + left + dp. */
function wayOf({ strideColumns, out }: Geometry, halo: Halo, { list, offset }: Entry, blocks: number): Way {
  const position = Math.floor(list / blocks);
  const line = Math.floor(offset / halo.slabColumns);
  return {
    py: Math.floor(position / strideColumns),
    px: position % strideColumns,
    dq: Math.floor(line / out.channels) - halo.top,
    dp: (offset % halo.slabColumns) - halo.left,
    k: line % out.channels,
  };
}

function addEntry(
  { strideRows, strideColumns }: Geometry,
  { py, px, dq, dp, k }: Way,
  weight: number,
  channel: number,
  gradient: Images,
  result: Images,
): void {
  const { rows, columns } = result.shape;
  for (let image = 0; image < result.batch; image++)
    for (let q = 0; strideRows * q + py < rows; q++)
      for (let p = 0; strideColumns * p + px < columns; p++) {
        const more = weight * gradient.get(image, q + dq, k, p + dp);
        result.add(image, strideRows * q + py, channel, strideColumns * p + px, more);
      }
}
