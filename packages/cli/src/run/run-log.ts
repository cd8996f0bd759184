import { join } from 'node:path';
import type { TraceEntry } from '@altsparse/core';
import { type LineFile, openLines } from './line-file.ts';
import { runFiles } from './run-folder.ts';

/** How much of a run's files of lines belongs to a checkpoint. */
export interface LogMark {
  /** Bytes of `metrics.jsonl`. */
  readonly metrics: number;
  /** Bytes of `trace.jsonl`; 0 without a trace. */
  readonly trace: number;
}

/** The files that grow with a run. */
export interface RunLog {
  /** Events. */
  readonly metrics: LineFile;
  /** What parts did; absent if nobody asked. */
  readonly trace: LineFile | undefined;
  /** Writes everything so far. */
  mark(): Promise<LogMark>;
  /** Writes everything and closes the files. */
  close(): Promise<void>;
}

/** Opens a run's files of lines where a checkpoint left them. */
export async function openLog(folder: string, traced: boolean, from?: LogMark): Promise<RunLog> {
  const metrics = await openLines(join(folder, runFiles.metrics), from?.metrics);
  const trace = traced ? await openLines(join(folder, runFiles.trace), from?.trace) : undefined;
  return {
    metrics,
    trace,
    mark: async () => ({ metrics: await metrics.flush(), trace: (await trace?.flush()) ?? 0 }),
    async close() {
      await metrics.close();
      await trace?.close();
    },
  };
}

/** An entry of a trace as a line of JSON. */
export function traceLine(entry: TraceEntry): string {
  return JSON.stringify(entry);
}
