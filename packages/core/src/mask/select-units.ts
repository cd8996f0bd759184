import { type Candidates, orderedKeys } from './select.ts';

/**
 * Marks units from the largest score on until their sizes reach a budget. The unit that crosses it is marked if that
 * comes as near as without it. Ties go to the lower number. Histograms as in `markLargest`, no sort.
 *
 * @param sizes - What each unit counts, 0 or more.
 * @param budget - What they may count together; 0 or less: none is marked.
 */
export function markUnits(
  scores: Float32Array,
  sizes: Int32Array,
  budget: number,
  candidates: Candidates,
  out: Uint8Array,
): void {
  if (budget <= 0) return;
  const keys = orderedKeys(scores, candidates);
  const high = reach(keys, sizes, budget, candidates, (key) => key >>> 16);
  const low = reach(keys, sizes, budget - high.above, candidates, (key) =>
    key >>> 16 === high.digit ? key & 0xffff : -1,
  );
  const threshold = ((high.digit << 16) | low.digit) >>> 0;
  let left = budget - high.above - low.above;
  for (let i = candidates.from; i < candidates.to; i++) {
    if (candidates.among?.[i] === 0) continue;
    const key = keys[i - candidates.from] as number;
    if (key === threshold) left = markTie(out, i, sizes[i] as number, left);
    else if (key > threshold) out[i] = 1;
  }
}

/** Marks a unit if the budget is nearer with it than without; gives what is left, nothing once a unit was too large. */
function markTie(out: Uint8Array, unit: number, size: number, left: number): number {
  if (size > 2 * left) return -1;
  out[unit] = 1;
  return left - size;
}

/** The digit at which, counting from the largest, the sizes reach the budget; and what those above it count. */
function reach(
  keys: Uint32Array,
  sizes: Int32Array,
  budget: number,
  { from, among }: Candidates,
  digitOf: (key: number) => number,
): { digit: number; above: number } {
  const histogram = new Float64Array(0x10000);
  for (let i = 0; i < keys.length; i++) {
    if (among?.[from + i] === 0) continue;
    const digit = digitOf(keys[i] as number);
    if (digit >= 0) histogram[digit] = (histogram[digit] as number) + (sizes[from + i] as number);
  }
  let above = 0;
  for (let digit = 0xffff; digit >= 0; digit--) {
    if (above + (histogram[digit] as number) >= budget) return { digit, above };
    above += histogram[digit] as number;
  }
  return { digit: 0, above };
}
