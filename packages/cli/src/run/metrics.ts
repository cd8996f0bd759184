import type { Conflict, Observer, RunEvent } from '@altsparse/core';
import type { LineFile } from './line-file.ts';

/** A conflict without its layers: of how many the product was negative, and the sum over all of them. */
export interface ConflictLine {
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

/** A conflict, added up over its layers. */
export function conflictLine({ subnet, against, before, after }: Conflict): ConflictLine {
  const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);
  const negative = before.filter((one) => one < 0).length;
  return { subnet, against, products: before.length, negative, before: sum(before), after: sum(after) };
}

/**
 * Does an event belong in a file? How an evaluation goes on is of the moment; and where a run went on stands in its
 * environment: the events are those of a run that was never stopped.
 */
export function isKept(event: RunEvent): boolean {
  return event.type !== 'evaluating' && !(event.type === 'stage' && event.step > 0);
}

/** Writes every event to a file of lines; at each evaluation all of them so far. */
export function metricsWriter(file: LineFile): Observer {
  return {
    name: 'metrics-file',
    async observe(event) {
      if (!isKept(event)) return;
      file.add(eventLine(event));
      await (event.type === 'evaluation' ? file.flush() : file.settle());
    },
  };
}
