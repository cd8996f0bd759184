/** How many weights are kept of `length` at a sparsity: round(n · (1 − s)), and one at least where there is one. */
export function keptCount(length: number, sparsity: number): number {
  return Math.min(length, Math.max(Math.min(1, length), Math.round(length * (1 - sparsity))));
}

/** How many ones a mask has between two places. */
export function countKept(mask: Uint8Array, from = 0, to: number = mask.length): number {
  let count = 0;
  for (let i = from; i < to; i++) count += mask[i] as number;
  return count;
}

/** Share of zeros in a mask; 0 for an empty one. */
export function sparsityOf(mask: Uint8Array): number {
  return mask.length === 0 ? 0 : 1 - countKept(mask) / mask.length;
}

/** Counts that differ by less than a millionth of a weight are equal: products of shares are off by less, and would break ties. */
const MILLION = 1e6;

/**
 * Rounds real counts to whole ones with an exact sum, by largest remainder; ties go to the lower index. Each result
 * stays between 1 and its limit (0 where the limit is 0).
 *
 * @param wanted - Real counts.
 * @param limits - Largest count of each.
 * @param total - The exact sum; clamped to what the limits allow.
 */
export function roundToTotal(wanted: readonly number[], limits: readonly number[], total: number): number[] {
  const exact = wanted.map((count) => Math.round(count * MILLION) / MILLION);
  const counts = exact.map((count, i) => clampCount(Math.floor(count), limits[i] ?? 0));
  const byRemainder = exact
    .map((count, i) => ({ i, remainder: count - (counts[i] ?? 0) }))
    .sort((a, b) => b.remainder - a.remainder || a.i - b.i);
  let missing = total - counts.reduce((sum, count) => sum + count, 0);
  while (missing !== 0) {
    const order = missing > 0 ? byRemainder : [...byRemainder].reverse();
    const moved = spread(counts, limits, order, missing);
    if (moved === 0) break;
    missing -= moved;
  }
  return counts;
}

function spread(counts: number[], limits: readonly number[], order: readonly { i: number }[], missing: number): number {
  const unit = Math.sign(missing);
  let moved = 0;
  for (const { i } of order) {
    if (moved === missing) break;
    const next = (counts[i] ?? 0) + unit;
    if (next !== clampCount(next, limits[i] ?? 0)) continue;
    counts[i] = next;
    moved += unit;
  }
  return moved;
}

function clampCount(count: number, limit: number): number {
  return Math.min(limit, Math.max(Math.min(1, limit), count));
}
