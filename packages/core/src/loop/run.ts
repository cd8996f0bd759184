import { AltsparseError } from '../error.ts';
import type { Store } from '../store/store.ts';
import type { Evaluation } from './evaluate.ts';
import type { RunEvent } from './events.ts';

/** A sub-net at the end of a run. */
export interface SubnetResult {
  /** Its name. */
  readonly name: string;
  /** The sparsity asked for. */
  readonly target: number;
  /** Share of zeros over maskable weights. */
  readonly sparsity: number;
  /** On the evaluation data; absent if there is none. */
  readonly evaluation?: Evaluation;
}

/** What a run leaves. */
export interface RunResult {
  /** The sub-nets of the last stage. */
  readonly subnets: readonly SubnetResult[];
  /** The store of the last stage. */
  readonly store: Store;
  /** Steps of all stages. */
  readonly steps: number;
}

/** A run under way: iterate over it for its events, or wait for its result, or both. */
export interface Run extends AsyncIterable<RunEvent> {
  /** Resolves when the run has ended; rejects with what stopped it. Drives the run if nobody iterates. */
  readonly result: Promise<RunResult>;
}

/** Makes a run of a generator of events: it starts when somebody iterates or asks for the result. */
export function createRun(events: AsyncGenerator<RunEvent, RunResult>): Run {
  const { promise, resolve, reject } = deferred<RunResult>();
  let iterated = false;
  let driven = false;
  async function* iterate(): AsyncGenerator<RunEvent> {
    iterated = true;
    try {
      let next = await events.next();
      for (; next.done !== true; next = await events.next()) yield next.value;
      resolve(next.value);
    } catch (error) {
      reject(error);
      throw error;
    } finally {
      reject(
        new AltsparseError('run-left', 'The run was left before its end.', {
          hint: 'Iterate to the end, or ask for the result alone.',
        }),
      );
      await events.return(undefined as never);
    }
  }
  async function drive(): Promise<void> {
    await new Promise((start) => setTimeout(start, 0));
    if (!iterated) for await (const _ of iterate());
  }
  return {
    [Symbol.asyncIterator]: iterate,
    get result() {
      if (!iterated && !driven) drive().catch(() => {}); // the promise rejects with the same error
      driven = true;
      return promise;
    },
  };
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (reason: unknown) => void } {
  let resolve: (value: T) => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  promise.catch(() => {}); // a run whose result nobody asks for must not end the process
  return { promise, resolve, reject };
}
