import process from 'node:process';
import { AltsparseError } from '@altsparse/core';
import type { Output } from '../terminal/output.ts';

/**
 * Does something that can be stopped: the first Ctrl-C (or SIGTERM) fires the signal, so that the step under way is
 * finished; the second leaves at once.
 */
export async function interruptible<T>(output: Output, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(130);
    output.note('\nStopping after this step. Once more to leave at once.');
    controller.abort(new AltsparseError('run-aborted', 'Stopped by the user.'));
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
