/**
 * Shares whole things out in proportion to weights, none getting more than its limit; what a limit does not take goes to
 * the others in proportion. The sum is exact: the total, or all limits together if that is less. Rounded by largest
 * remainder, ties to the lower index; equal parts where all weights are 0.
 *
 * @param total - How many.
 * @param weights - One for each, 0 or more.
 * @param limits - Most that each may get, whole numbers.
 * @example
 * spreadGrowth(10, [1, 1, 2], [9, 9, 3]) // => [4, 3, 3]
 */
export function spreadGrowth(total: number, weights: readonly number[], limits: readonly number[]): number[] {
  const room = limits.reduce((sum, limit) => sum + limit, 0);
  const amounts = fill(Math.min(total, room), weights, limits);
  const counts = amounts.map(Math.floor);
  let missing = Math.min(total, room) - counts.reduce((sum, count) => sum + count, 0);
  const order = [...amounts.keys()].sort((a, b) => remainder(amounts, b) - remainder(amounts, a) || a - b);
  while (missing > 0) {
    for (const i of order) {
      if (missing === 0 || (counts[i] as number) >= (limits[i] as number)) continue;
      counts[i] = (counts[i] as number) + 1;
      missing--;
    }
  }
  return counts;
}

const remainder = (amounts: readonly number[], i: number): number =>
  (amounts[i] as number) - Math.floor(amounts[i] as number);

/** Real amounts: those at their limit are closed, and the rest is shared again. */
function fill(total: number, weights: readonly number[], limits: readonly number[]): number[] {
  const amounts = limits.map(() => 0);
  let open = [...limits.keys()];
  let left = total;
  while (open.length > 0) {
    const sum = open.reduce((part, i) => part + (weights[i] ?? 0), 0);
    const due = (i: number): number => left * (sum > 0 ? (weights[i] ?? 0) / sum : 1 / open.length);
    const parts = open.map((i) => ({ i, due: due(i), limit: limits[i] as number }));
    const full = parts.filter((one) => one.due >= one.limit);
    for (const one of full.length > 0 ? full : parts) amounts[one.i] = Math.min(one.due, one.limit);
    if (full.length === 0) break;
    left -= full.reduce((taken, one) => taken + one.limit, 0);
    open = open.filter((i) => !full.some((one) => one.i === i));
  }
  return amounts;
}
