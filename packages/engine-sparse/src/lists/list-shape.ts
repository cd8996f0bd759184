/** What the lists of a convolution depend on. */
export interface ListShape {
  /** `[height, width]`. */
  readonly window: readonly [number, number];
  /** `[vertical, horizontal]`. */
  readonly strides: readonly [number, number];
  /** Rows of zeros above. */
  readonly padTop: number;
  /** Columns of zeros to the left. */
  readonly padLeft: number;
  /** In the whole input. */
  readonly channels: number;
  /** Output channels. */
  readonly filters: number;
  /** Independent groups. */
  readonly groups: number;
  /** Columns of the source's slab. */
  readonly slabColumns: number;
  /** Rows of the gradient's slab above the own ones. */
  readonly top: number;
  /** Columns of the gradient's slab before the own ones. */
  readonly left: number;
  /** Columns of the gradient's slab. */
  readonly gradientColumns: number;
}

/**
 * Filters, or input channels, of one list. Lists of eight leave nothing out: the kernels work through them by Winograd's way, which needs 3x3 weights and a stride of 1.
 */
export type Block = 1 | 4 | 8;

/** Lists of one convolution, before they have a place. */
export interface BuiltLists {
  /** Filters, or input channels, of one list. */
  readonly block: Block;
  /** `[lists + 1]`: where each begins, in entries. */
  readonly starts: Int32Array;
  /** `[entries]`: lines in a slab, ascending in each list. */
  readonly offsets: Int32Array;
  /** `[entries · block]`: places in the kernel `[height, width, channels / groups, filters]`; −1: no weight. */
  readonly indices: Int32Array;
}

/** Receives one entry after the other. */
export interface ListBuilder {
  /**
   * An entry of the list that is being written; left out if no member has a weight.
   *
   * @param offset - Lines in the slab.
   * @param first - Place of the first member's weight in the kernel.
   * @param step - From one member's weight to the next.
   * @param members - How many there are; the rest of a block has no weight.
   */
  entry(offset: number, first: number, step: number, members: number): void;
  /** Ends a list. */
  endList(): void;
  /** All that was written. */
  done(): BuiltLists;
}

/**
 * Writes lists into arrays that are large enough.
 *
 * @param block - Members of a list.
 * @param lists - How many lists come.
 * @param most - Entries at most.
 * @param kept - 1 where a weight is kept; none: all are.
 */
export function listBuilder(block: Block, lists: number, most: number, kept: Uint8Array | undefined): ListBuilder {
  const starts = new Int32Array(lists + 1);
  const offsets = new Int32Array(most);
  const indices = new Int32Array(most * block).fill(-1);
  let [list, entries] = [0, 0];
  return {
    entry(offset, first, step, members) {
      let any = false;
      for (let member = 0, at = first; member < members; member++, at += step) {
        if (kept !== undefined && kept[at] !== 1) continue;
        indices[entries * block + member] = at;
        any = true;
      }
      if (any || block === 8) offsets[entries++] = offset;
    },
    endList() {
      starts[++list] = entries;
    },
    done: () => ({ block, starts, offsets: offsets.slice(0, entries), indices: indices.slice(0, entries * block) }),
  };
}
