import { appendFile } from 'node:fs/promises';
import type { Conflict, Observer, RunEvent } from '@altsparse/core';

/** How many lines are kept back before they are written. */
const linesTogether = 200;

/** A conflict without its layers: of how many the product was negative, and the sum over all of them. */
interface ConflictLine {
  /** Whose gradient. */
  readonly subnet: number;
  /** Whose gradient it was compared with. */
  readonly against: number;
  /** How many products were formed: layers, or 1. */
  readonly products: number;
  /** How many of them were negative before surgery. */
  readonly negative: number;
  /** Sum of the products before surgery. */
  readonly before: number;
  /** Sum of the products after surgery. */
  readonly after: number;
}

/** An event as a line of JSON. Conflicts are added up over layers: whole, they would be most of the file. */
export function eventLine(event: RunEvent): string {
  if (event.type !== 'conflict') return JSON.stringify(event);
  return JSON.stringify({ ...event, conflicts: event.conflicts.map(conflictLine) });
}

function conflictLine({ subnet, against, before, after }: Conflict): ConflictLine {
  const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);
  const negative = before.filter((one) => one < 0).length;
  return { subnet, against, products: before.length, negative, before: sum(before), after: sum(after) };
}

/** Appends every event to a file. */
export interface MetricsFile extends Observer {
  /** Writes what was kept back. */
  flush(): Promise<void>;
}

/** A file of events, one a line; written in stretches, and at each evaluation. */
export function metricsFile(path: string): MetricsFile {
  const kept: string[] = [];
  const flush = async (): Promise<void> => {
    const lines = kept.splice(0);
    if (lines.length > 0) await appendFile(path, `${lines.join('\n')}\n`);
  };
  return {
    name: 'metrics-file',
    async observe(event) {
      kept.push(eventLine(event));
      if (kept.length >= linesTogether || event.type === 'evaluation') await flush();
    },
    flush,
  };
}
