import { availableParallelism } from 'node:os';
import process from 'node:process';
import { isMainThread } from 'node:worker_threads';
import { AltsparseError } from '@altsparse/core';

const variable = 'TF_NUM_INTRAOP_THREADS';

function positive(value: number): number {
  if (Number.isInteger(value) && value >= 1) return value;
  throw new AltsparseError('engine-threads', 'The number of threads must be a whole number from 1.', { found: value });
}

/**
 * The number of threads TensorFlow will use: what is asked for, else what the environment says, else one per processor
 * this process may run on.
 *
 * @throws AltsparseError `engine-threads`.
 */
export function chooseThreads(asked: number | undefined): number {
  const set = process.env[variable];
  return positive(asked ?? (set ? Number(set) : availableParallelism()));
}

/**
 * Sets what TensorFlow's library reads from the environment when it is loaded. In a worker the library does not see
 * what JavaScript sets, so that a number that was not set outside cannot be asked for there.
 *
 * @throws AltsparseError `engine-threads`.
 */
export function prepareEnvironment(threads: number): void {
  if (!isMainThread && process.env[variable] !== String(threads)) {
    throw new AltsparseError('engine-threads', 'In a worker the number of threads is fixed by the environment.', {
      found: process.env[variable] ?? 'not set',
      expected: threads,
      hint: `Start the process with ${variable}=${threads}.`,
    });
  }
  process.env[variable] = String(threads);
  process.env.TF_ENABLE_ONEDNN_OPTS ??= '1'; // off by default where there is no AVX-512; models of the library's own are slow without
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '1'; // hides the start-up lines and keeps the warnings
}
