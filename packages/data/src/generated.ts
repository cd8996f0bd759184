import { AltsparseError, type Batch, type BatchSource } from '@altsparse/core';
import { checkBatchNumber } from './batches.ts';
import { checkBatch } from './check-batch.ts';

/** Where batches come from, one after the other. */
export interface GeneratedOptions {
  /**
   * Begins an epoch, counted from 0: gives its batches in order, at least `batchesPerEpoch` of them, each with arrays
   * of its own. What comes after them is not asked for. Called again for an epoch that is begun anew.
   */
  readonly make: (epoch: number) => AsyncIterable<Batch>;
  /** Batches in one pass over the data. */
  readonly batchesPerEpoch: number;
  /** Images in one pass over the data. */
  readonly size: number;
  /**
   * A batch that is not the next one: draw those before it and throw them away (true), which needs a `make` that gives
   * the same batches each time; or refuse (false, default).
   */
  readonly replay?: boolean;
}

/** An epoch under way. */
interface Course {
  readonly epoch: number;
  readonly batches: AsyncIterator<Batch>;
  /** Place, in the epoch, of the batch that comes next. */
  next: number;
}

/**
 * Batches by number out of an async generator. Asked for in order, batches are drawn one by one, epoch after epoch, and
 * an epoch is never held in memory. The batch given last is remembered, so it can be asked for again. A jump forward
 * draws and throws away, a jump back begins the epoch anew; both only with `replay`, but for the first batch of an
 * epoch, which can always be had: an evaluation begins at 0 each time.
 *
 * @example
 * const source = generated({
 *   batchesPerEpoch: 100,
 *   size: 3200,
 *   replay: true,
 *   async *make(epoch) {
 *     for (let i = 0; i < 100; i++) yield measure({ seed: epoch * 100 + i });
 *   },
 * });
 *
 * @throws AltsparseError `batch-options-wrong`; from `batch`: `batch-number-wrong`, `batch-replay-needed`,
 * `batch-source-exhausted`: an epoch with too few batches; `batch-inconsistent`; whatever the generator throws.
 */
export function generated(options: GeneratedOptions): BatchSource {
  const { batchesPerEpoch, size } = options;
  for (const [place, value] of Object.entries({ batchesPerEpoch, size }))
    if (!Number.isSafeInteger(value) || value < 1) throw wrongOption(place, value);
  const reader = courseReader(options);
  // One at a time: a generator gives one batch after the other.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = turn.then(work);
    turn = result.catch(() => {});
    return result;
  };
  return {
    batchesPerEpoch,
    size,
    async batch(index) {
      checkBatchNumber(index);
      return inTurn(() => reader.read(index));
    },
    dispose: () => inTurn(() => reader.leave()),
  };
}

interface CourseReader {
  read(index: number): Promise<Batch>;
  leave(): Promise<void>;
}

function courseReader({ make, batchesPerEpoch, replay = false }: GeneratedOptions): CourseReader {
  let course: Course | undefined;
  let last: { readonly index: number; readonly batch: Batch } | undefined;
  const leave = async (): Promise<void> => {
    const left = course;
    course = undefined;
    last = undefined;
    await left?.batches.return?.();
  };
  const begin = async (epoch: number): Promise<Course> => {
    await leave();
    return { epoch, next: 0, batches: make(epoch)[Symbol.asyncIterator]() };
  };
  const read = async (index: number): Promise<Batch> => {
    if (last?.index === index) return last.batch;
    const [epoch, at] = [Math.floor(index / batchesPerEpoch), index % batchesPerEpoch];
    const goesOn = course?.epoch === epoch && course.next <= at;
    if (!replay && at !== (goesOn ? course?.next : 0)) throw needsReplay(index, course, batchesPerEpoch);
    course = goesOn && course ? course : await begin(epoch);
    try {
      const batch = await draw(course, at, batchesPerEpoch);
      last = { index, batch };
      return batch;
    } catch (error) {
      // What failed once is begun anew when it is asked for again.
      await leave().catch(() => {});
      throw error;
    }
  };
  return { read, leave };
}

/** Draws up to a place, and gives the batch there. */
async function draw(course: Course, at: number, expected: number): Promise<Batch> {
  for (;;) {
    const { value, done } = await course.batches.next();
    if (done) throw exhausted(course, expected);
    const place = course.next++;
    checkBatch(value, `epoch ${course.epoch}, batch ${place}`);
    if (place === at) return value;
  }
}

function needsReplay(found: number, course: Course | undefined, batchesPerEpoch: number): AltsparseError {
  const next = course === undefined ? 0 : course.epoch * batchesPerEpoch + course.next;
  return new AltsparseError('batch-replay-needed', 'This batch is not the next one of the generator.', {
    place: 'batch',
    found,
    expected: `${next}, or the first of an epoch of ${batchesPerEpoch}`,
    hint: 'Set replay: true if make(epoch) gives the same batches each time; those before it are then drawn again.',
  });
}

function exhausted({ epoch, next }: Course, expected: number): AltsparseError {
  return new AltsparseError('batch-source-exhausted', 'The generator ended before its epoch did.', {
    place: `epoch ${epoch}`,
    found: `${next} batches`,
    expected: `${expected} batches`,
    hint: 'Give as batchesPerEpoch what make(epoch) yields.',
  });
}

function wrongOption(place: string, found: number): AltsparseError {
  const details = { place, found, expected: 'a whole number from 1' };
  return new AltsparseError('batch-options-wrong', 'No batches can be made so.', details);
}
