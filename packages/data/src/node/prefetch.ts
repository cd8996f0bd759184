import { AltsparseError, type Batch, type BatchSource } from '@altsparse/core';
import { type BatchOptions, batches, checkBatchNumber } from '../batches.ts';
import { type BatchWorker, startWorker } from './batch-worker.ts';
import { workerRecipe } from './recipe.ts';

/** How far ahead, and by which thread. */
export interface PrefetchOptions {
  /** Batches prepared ahead of the one last asked for, from 1. Default 2. */
  readonly ahead?: number;
  /**
   * Address of the worker's own file, for programs that are bundled into one file. Default: the file of this package
   * (from TypeScript sources, only where Node itself runs TypeScript).
   */
  readonly worker?: URL;
}

/** Batches that are prepared while the caller works. */
export interface PrefetchedSource extends BatchSource {
  /** Is a worker thread at work? Without one, or after it failed, batches are made when asked for. */
  readonly threaded: boolean;
  /** Ends the worker; batches cannot be asked for any more. */
  dispose(): Promise<void>;
}

/**
 * As `batches`, bit by bit, but prepared by a worker thread while the caller works: after batch `index` is asked for,
 * the next few are begun. Best asked for in order; any order works. Where there can be no worker (augmentations from
 * elsewhere, TypeScript sources on a Node that does not run them, a worker that fails), batches are made when asked
 * for. The worker keeps the process alive only while a batch is awaited; the caller disposes the source.
 *
 * @throws AltsparseError as `batches` does; `batch-options-wrong`: an `ahead` that is no whole number from 1; from
 * `batch`: `batch-number-wrong`, `batch-source-disposed`.
 */
export function prefetched(options: BatchOptions, prefetch: PrefetchOptions = {}): PrefetchedSource {
  const recipe = workerRecipe(options);
  const own = { beside: import.meta.url, name: 'worker' };
  return aheadOf(batches(options), { ...prefetch, start: recipe && ((entry) => startWorker(recipe, { entry, own })) });
}

/** How a worker is started, and which batches may be prepared. */
export interface AheadOptions extends PrefetchOptions {
  /** Starts the worker; absent where none can do this work. */
  readonly start: ((entry: URL | undefined) => BatchWorker | undefined) | undefined;
  /** The last batch worth beginning once a batch was asked for. Default: any. */
  readonly lastAhead?: (index: number) => number;
}

/** A source whose batches are prepared by a worker while the caller works; the plain one where the worker cannot. */
export function aheadOf(plain: BatchSource, options: AheadOptions): PrefetchedSource {
  const { ahead = 2, worker: entry, start, lastAhead = () => Number.POSITIVE_INFINITY } = options;
  if (!Number.isInteger(ahead) || ahead < 1) {
    const details = { place: 'ahead', found: ahead, expected: 'a whole number from 1' };
    throw new AltsparseError('batch-options-wrong', 'No batches can be prepared so.', details);
  }
  const worker = start?.(entry);
  const until = (index: number): number => Math.min(index + ahead, lastAhead(index));
  const take = worker ? reader(plain, worker, until) : plain.batch;
  let disposed = false;
  return {
    batchesPerEpoch: plain.batchesPerEpoch,
    size: plain.size,
    get threaded(): boolean {
      return !disposed && worker !== undefined && worker.alive();
    },
    async batch(index): Promise<Batch> {
      checkBatchNumber(index);
      if (disposed) throw afterDispose();
      const batch = await take(index);
      if (disposed) throw afterDispose();
      return batch;
    },
    async dispose(): Promise<void> {
      disposed = true;
      await worker?.end();
    },
  };
}

/** Keeps what was begun for the next few numbers, and forgets the rest. */
function reader(
  plain: BatchSource,
  worker: BatchWorker,
  until: (index: number) => number,
): (index: number) => Promise<Batch> {
  const begun = new Map<number, Promise<Batch | undefined>>();
  const begin = (index: number): Promise<Batch | undefined> => {
    const known = begun.get(index) ?? worker.request(index);
    begun.set(index, known);
    return known;
  };
  return async (index) => {
    const wanted = begin(index);
    const last = until(index);
    for (let next = index + 1; next <= last; next++) void begin(next);
    for (const one of begun.keys()) if (one <= index || one > last) begun.delete(one);
    return (await worker.await(wanted)) ?? plain.batch(index);
  };
}

function afterDispose(): AltsparseError {
  return new AltsparseError('batch-source-disposed', 'Batches were asked for after the source was disposed.');
}
