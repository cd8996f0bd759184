import type { Observer } from '@altsparse/core';
import { eventLine } from '../run/metrics.ts';
import type { RunReport } from '../run/result.ts';
import type { RunStart, TrainRunRequest } from '../run/session.ts';
import { trainRun } from '../run/train-run.ts';
import { type Output, printJson } from '../terminal/output.ts';
import { showProgress } from '../terminal/progress.ts';
import { describeRun } from '../terminal/run-head.ts';

/** What to train and how to tell of it. */
export interface TellingRequest extends Omit<TrainRunRequest, 'begin' | 'signal'> {
  /** Events as lines of JSON on standard output, and nothing else. */
  readonly json: boolean;
  /** What to call the run above its progress. */
  readonly title?: string;
  /** Stops the run. */
  readonly signal: AbortSignal;
}

/** Trains one run and tells of it while it goes on. */
export async function trainTelling(output: Output, request: TellingRequest): Promise<RunReport> {
  const { signal, json, title, ...wanted } = request;
  const progress = json ? undefined : showProgress(output);
  const begin = (start: RunStart): readonly Observer[] => {
    if (json) printJson(output, { type: 'run', ...start });
    else for (const line of describeRun(start, title)) output.note(line);
    return [progress ?? eventPrinter(output)];
  };
  const stopping = (): void =>
    progress?.note("Stopping after this step and keeping the run's state. Once more to leave at once.");
  signal.addEventListener('abort', stopping);
  try {
    const report = await trainRun({ ...wanted, signal, begin, note: progress?.note ?? output.note });
    if (json) printJson(output, { type: 'result', ...report });
    return report;
  } finally {
    signal.removeEventListener('abort', stopping);
    progress?.end();
  }
}

function eventPrinter(output: Output): Observer {
  return {
    name: 'event-printer',
    observe(event) {
      if (event.type !== 'evaluating') output.out(eventLine(event));
    },
  };
}
