import process from 'node:process';
import { AltsparseError } from '@altsparse/core';

/**
 * Does something that can be stopped: the first Ctrl-C (or SIGTERM) fires the signal, so that the step under way is
 * finished; the second leaves at once.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new AltsparseError('run-aborted', 'Stopped by the user.'));
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
