import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { RunEvent, TraceEntry } from '@altsparse/core';
import { runFiles } from './run-folder.ts';

/** The first thing in which two runs are not the same. */
export interface Parting {
  /** Traces tell every part's doing; metrics only what came of it. */
  readonly by: 'trace' | 'metrics';
  /** How many lines are the same before it. */
  readonly same: number;
  /** The line of the first run; undefined: it has no more. */
  readonly before: TraceEntry | RunEvent | undefined;
  /** The line of the second run. */
  readonly after: TraceEntry | RunEvent | undefined;
}

/** Finds where two runs part: by their traces if both have one, else by their metrics. Undefined: nowhere. */
export async function findParting(one: string, other: string): Promise<Parting | undefined> {
  const traced = (await isThere(join(one, runFiles.trace))) && (await isThere(join(other, runFiles.trace)));
  const name = traced ? runFiles.trace : runFiles.metrics;
  const [a, b] = [linesOf(join(one, name)), linesOf(join(other, name))];
  for (let same = 0; ; same++) {
    const [before, after] = [(await a.next()).value, (await b.next()).value];
    if (before === undefined && after === undefined) return undefined;
    if (timeless(before) !== timeless(after))
      return { by: traced ? 'trace' : 'metrics', same, before: parse(before), after: parse(after) };
  }
}

/** The lines of a file, one by one; none if it is not there. */
export async function* linesOf(path: string): AsyncGenerator<string, undefined> {
  if (!(await isThere(path))) return undefined;
  yield* createInterface({ input: createReadStream(path) });
  return undefined;
}

function timeless(line: string | undefined): string | undefined {
  return line?.replace(/,"milliseconds":[^,}]+/, '');
}

/** The last line of a run that is under way may be cut. */
function parse(line: string | undefined): TraceEntry | RunEvent | undefined {
  try {
    return line === undefined ? undefined : (JSON.parse(line) as TraceEntry | RunEvent);
  } catch {
    return undefined;
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
