/** What decides how a convolution is cut into pieces. */
export interface ShareRequest {
  /** Tiles of 16 images. */
  readonly tiles: number;
  /** Threads. */
  readonly threads: number;
  /** Output rows of one image. */
  readonly outRows: number;
  /** Lines of a thread's slab that holds so many output rows. */
  readonly slabLines: (rows: number) => number;
  /** What a slab should not exceed, in lines. */
  readonly budget: number;
  /** Are two rows made at once where that pays, as Winograd's way does? */
  readonly paired: boolean;
}

/** How a convolution is cut into pieces. */
export interface Share {
  /** Ranges of output rows of a tile. */
  readonly chunks: number;
  /** Output rows that a slab holds. */
  readonly slabRows: number;
  /** Of one thread's slab. */
  readonly slabLines: number;
}

/**
 * Chunks for all threads, and as many rows in a slab as the budget has room for: at least one, by fours above four. Where
 * rows are made by pairs, four of them are worth two and a half budgets, and two any.
 */
export function shareOut(request: ShareRequest): Share {
  const { outRows, slabLines } = request;
  const chunks = chunksFor(request);
  const slabRows = rowsFor(request, Math.ceil(outRows / chunks));
  return { chunks, slabRows, slabLines: slabLines(slabRows) };
}

function rowsFor({ slabLines, budget, paired }: ShareRequest, most: number): number {
  let rows = 1;
  while (rows < most && slabLines(rows + 1) <= budget) rows++;
  if (rows > 4 && rows < most) return rows - (rows % 4);
  if (!paired || rows >= 4) return rows;
  return Math.min(most, slabLines(4) <= 2.5 * budget ? 4 : 2);
}

/** The fewest chunks that leave no thread idle for more than a tenth of the time; else the most even ones. */
function chunksFor({ tiles, threads, outRows }: ShareRequest): number {
  let best = 1;
  for (let chunks = 1; chunks <= Math.min(outRows, threads); chunks++) {
    if (evenness(tiles * chunks, threads) > evenness(tiles * best, threads)) best = chunks;
    if (evenness(tiles * best, threads) > 0.9) break;
  }
  return best;
}

/** Work done in the time that the busiest thread takes, as a share of what could be. */
function evenness(items: number, threads: number): number {
  return items / (threads * Math.ceil(items / threads));
}
