/** A stretch of memory that is used from one step of a program to another. */
export interface Lifetime {
  /** How many lines. */
  readonly lines: number;
  /** Number of the first step that touches it. */
  readonly first: number;
  /** Number of the last. */
  readonly last: number;
}

/** Where everything lies. */
export interface Arrangement {
  /** The first line of each, from 0. */
  readonly starts: readonly number[];
  /** Lines in all. */
  readonly lines: number;
}

/**
 * Places stretches so that no two that are used at the same time overlap: the largest first, each at the lowest place
 * that is free during its life. n² comparisons for n stretches.
 */
export function arrange(lifetimes: readonly Lifetime[]): Arrangement {
  const order = [...lifetimes.keys()].sort((a, b) => linesAt(b) - linesAt(a) || a - b);
  const starts = lifetimes.map(() => 0);
  const placed: number[] = [];
  for (const index of order) {
    starts[index] = lowestPlace(index);
    placed.push(index);
  }
  return { starts, lines: lifetimes.reduce((top, one, i) => Math.max(top, startAt(i) + one.lines), 0) };

  function linesAt(index: number): number {
    return lifetimes[index]?.lines ?? 0;
  }
  function startAt(index: number): number {
    return starts[index] ?? 0;
  }
  function lowestPlace(index: number): number {
    const rivals = placed.filter((other) => meet(lifetimes[index], lifetimes[other]));
    rivals.sort((a, b) => startAt(a) - startAt(b));
    let place = 0;
    for (const rival of rivals) {
      if (startAt(rival) - place >= linesAt(index)) break;
      place = Math.max(place, startAt(rival) + linesAt(rival));
    }
    return place;
  }
}

function meet(a: Lifetime | undefined, b: Lifetime | undefined): boolean {
  return a !== undefined && b !== undefined && a.first <= b.last && b.first <= a.last;
}
