/** A stretch of a machine's memory. */
export interface Region {
  /** Its first line. */
  readonly line: number;
  /** How many lines. */
  readonly lines: number;
}

/** Hands out regions of a machine's memory and takes them back. */
export interface Regions {
  /** A free region of at least one line; the first that fits, else new lines at the end. */
  take(lines: number): Region;
  /** Gives one back. */
  free(region: Region): void;
  /** Lines in use or free between others: what the machine has to have. */
  readonly end: number;
}

/**
 * Regions of a memory that grows at its end. Line 0 is never handed out.
 *
 * @param reserve - Makes sure that there are so many lines in all.
 */
export function createRegions(reserve: (lines: number) => void): Regions {
  const holes: Region[] = [];
  let end = 1;
  return {
    take(asked) {
      const lines = Math.max(1, asked);
      const at = holes.findIndex((hole) => hole.lines >= lines);
      const hole = holes[at];
      if (hole === undefined) return grow(lines);
      holes.splice(at, 1);
      if (hole.lines > lines) holes.push({ line: hole.line + lines, lines: hole.lines - lines });
      sortHoles();
      return { line: hole.line, lines };
    },
    free(region) {
      holes.push(region);
      sortHoles();
      merge();
    },
    get end() {
      return end;
    },
  };

  function grow(lines: number): Region {
    const last = holes.at(-1);
    const start = last !== undefined && last.line + last.lines === end ? last.line : end;
    reserve(start + lines);
    if (start < end) holes.pop();
    end = start + lines;
    return { line: start, lines };
  }
  function sortHoles(): void {
    holes.sort((a, b) => a.line - b.line);
  }
  function merge(): void {
    for (let i = holes.length - 1; i > 0; i--) {
      const [before, after] = [holes[i - 1], holes[i]];
      if (before === undefined || after === undefined || before.line + before.lines !== after.line) continue;
      holes.splice(i - 1, 2, { line: before.line, lines: before.lines + after.lines });
    }
  }
}
