import { AltsparseError } from '@altsparse/core';
import { permutation } from './permutation.ts';

/** How items are dealt into batches. */
export interface PlanOptions {
  /** Images in a batch. */
  readonly batchSize: number;
  /** Decides the order and every change; a whole number. Default 0. */
  readonly seed?: number;
  /** A new order in each epoch, derived from (seed, epoch), or always the order of the images (default). */
  readonly shuffle?: boolean;
  /** What to do with images that do not fill a batch at an epoch's end. Default `keep`: a smaller batch. */
  readonly lastPartial?: 'keep' | 'drop';
}

/** Which items are in which batch. */
export interface BatchPlan {
  /** Batches in one epoch. */
  readonly batchesPerEpoch: number;
  /** Items in one epoch. */
  readonly size: number;
  /** What is in a batch, counted from 0 over all epochs. */
  itemsOf(index: number): PlannedBatch;
}

/** What is in one batch. */
export interface PlannedBatch {
  /** Its epoch. */
  readonly epoch: number;
  /** Its items. */
  readonly items: Int32Array;
  /** All items, in the order of the epoch. */
  readonly order: Int32Array;
  /** Where the batch's first item stands in that order. */
  readonly first: number;
}

/**
 * Deals `count` items into batches, epoch after epoch.
 *
 * @throws AltsparseError `batch-options-wrong`: no batch could be made, or the seed is no whole number.
 */
export function planBatches(count: number, options: PlanOptions): BatchPlan {
  const { batchSize, lastPartial = 'keep' } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1) throw wrong('batchSize', batchSize, 'a whole number from 1');
  if (!Number.isSafeInteger(options.seed ?? 0)) throw wrong('seed', options.seed, 'a whole number');
  const batchesPerEpoch = lastPartial === 'keep' ? Math.ceil(count / batchSize) : Math.floor(count / batchSize);
  if (batchesPerEpoch === 0)
    throw wrong('images', count, lastPartial === 'keep' ? 'at least 1' : `at least ${batchSize}`);
  const size = lastPartial === 'keep' ? count : batchesPerEpoch * batchSize;
  const orderOf = epochOrder(count, options);
  return {
    batchesPerEpoch,
    size,
    itemsOf(index) {
      const epoch = Math.floor(index / batchesPerEpoch);
      const first = (index % batchesPerEpoch) * batchSize;
      const order = orderOf(epoch);
      return { epoch, order, first, items: order.subarray(first, Math.min(first + batchSize, size)) };
    },
  };
}

/** Remembers the last epoch's order: drawing 50,000 numbers for every batch would cost more than the batch. */
function epochOrder(count: number, { shuffle = false, seed = 0 }: PlanOptions): (epoch: number) => Int32Array {
  let known = -1;
  let order: Int32Array = Int32Array.from({ length: count }, (_, i) => i);
  return (epoch) => {
    if (shuffle && epoch !== known) {
      order = permutation(count, seed, 'shuffle', epoch);
      known = epoch;
    }
    return order;
  };
}

function wrong(place: string, found: unknown, expected: string): AltsparseError {
  return new AltsparseError('batch-options-wrong', 'No batches can be made so.', { place, found, expected });
}
