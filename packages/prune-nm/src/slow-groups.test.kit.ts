/** One layer as rows × columns, in the order of masks from `offset` on. */
export interface SlowLayer {
  readonly offset: number;
  readonly rows: number;
  readonly columns: number;
}

/** Groups of neighbours along the rows, for each column; the last is shorter where the size does not divide. */
function groupsIn({ offset, rows, columns }: SlowLayer, size: number): number[][] {
  const groups: number[][] = [];
  for (let row = 0; row < rows; row += size)
    for (let column = 0; column < columns; column++)
      groups.push(Array.from({ length: Math.min(size, rows - row) }, (_, i) => offset + (row + i) * columns + column));
  return groups;
}

/** The places of a group that stay: the `keep` largest |w|, ties to the first. */
function largestIn(group: readonly number[], weights: ArrayLike<number>, keep: number): number[] {
  const size = (place: number): number => Math.abs(weights[place] ?? 0);
  return [...group].sort((a, b) => size(b) - size(a) || a - b).slice(0, keep);
}

/** All groups sparse. */
export function sparsest(
  layers: readonly SlowLayer[],
  weights: ArrayLike<number>,
  keep: number,
  size: number,
): number[] {
  const mask = Array.from(weights, () => 0);
  for (const layer of layers)
    for (const group of groupsIn(layer, size)) for (const place of largestIn(group, weights, keep)) mask[place] = 1;
  return mask;
}

/** What the slow AST is told. */
export interface SlowAstNm {
  readonly layers: readonly SlowLayer[];
  readonly weights: readonly number[];
  readonly gradient: readonly number[];
  readonly keep: number;
  readonly size: number;
  /** How many weights each layer is to keep. */
  readonly counts: readonly number[];
  /** Share of the dense groups that is exchanged. */
  readonly share: number;
}

/** One update, written from the paper: groups of one layer with smallest Σ|w| become sparse, then the exchange. */
export function slowEvent(dense: ReadonlySet<string>, told: SlowAstNm): { dense: Set<string>; mask: number[] } {
  const { layers, weights, gradient, keep, size, counts, share } = told;
  const now = new Set<string>();
  const mask = weights.map(() => 0);
  const sum = (group: readonly number[], values: readonly number[]): number =>
    group.reduce((total, place) => total + Math.abs(values[place] ?? 0), 0);
  for (const [number, layer] of layers.entries()) {
    const groups = groupsIn(layer, size);
    const name = (index: number): string => `${number}/${index}`;
    const by = (values: readonly number[]) => (a: number, b: number) =>
      sum(groups[b] ?? [], values) - sum(groups[a] ?? [], values) || a - b;
    // as many dense groups as come nearest to the count; half a group more counts as one
    const allowed = Math.round(((counts[number] ?? 0) - groups.length * keep) / (size - keep));
    const before = [...groups.keys()].filter((index) => dense.has(name(index)));
    const left = before.sort(by(weights)).slice(0, allowed);
    const stay = left.slice(0, left.length - Math.ceil(share * left.length));
    const free = [...groups.keys()].filter((index) => !stay.includes(index)).sort(by(gradient));
    const after = [...stay, ...free.slice(0, left.length - stay.length)];
    for (const index of after) now.add(name(index));
    for (const [index, group] of groups.entries())
      for (const place of after.includes(index) ? group : largestIn(group, weights, keep)) mask[place] = 1;
  }
  return { dense: now, mask };
}
