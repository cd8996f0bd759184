import { AltsparseError, type BatchSource } from '@altsparse/core';
import { type PlanOptions, planBatches } from './batch-plan.ts';
import { checkBatchNumber } from './batches.ts';

/** Numbers in memory, and how they are dealt. */
export interface ArrayBatchOptions extends PlanOptions {
  /** `[count, …]`, row-major: what the net sees of each item, as it sees it. */
  readonly values: ArrayLike<number>;
  /** `[count]`, the class of each item, counted from 0. */
  readonly labels: ArrayLike<number>;
  /** `[count, classes]`, row-major: a probability for each class, for losses with soft targets. */
  readonly targets?: ArrayLike<number>;
}

/**
 * Batches by number, made from numbers in memory: anything that is no image in bytes (those: `batches`). Batch `index`
 * is a pure function of the options and the index.
 *
 * @example
 * const source = arrayBatches({ values: spectra, labels, batchSize: 32, shuffle: true, seed: 1 });
 *
 * @throws AltsparseError `batch-options-wrong`, `arrays-inconsistent`; from `batch`: `batch-number-wrong`.
 */
export function arrayBatches(options: ArrayBatchOptions): BatchSource {
  const { values, labels, targets } = options;
  const count = labels.length;
  const plan = planBatches(count, options);
  const [width, classes] = [widthOf(values, count, 'values'), targets && widthOf(targets, count, 'targets')];
  return {
    batchesPerEpoch: plan.batchesPerEpoch,
    size: plan.size,
    async batch(index) {
      checkBatchNumber(index);
      const { items } = plan.itemsOf(index);
      return {
        size: items.length,
        images: rows(values, items, width),
        labels: Int32Array.from(items, (item) => labels[item] as number),
        ...(targets && classes && { targets: rows(targets, items, classes) }),
      };
    },
  };
}

function widthOf({ length }: ArrayLike<number>, count: number, place: string): number {
  if (length > 0 && length % count === 0) return length / count;
  const details = { place, found: length, expected: `the same number for each of ${count} labels` };
  throw new AltsparseError('arrays-inconsistent', 'The arrays do not fit each other.', details);
}

function rows(from: ArrayLike<number>, items: Int32Array, width: number): Float32Array {
  const result = new Float32Array(items.length * width);
  items.forEach((item, i) => {
    for (let k = 0; k < width; k++) result[i * width + k] = from[item * width + k] as number;
  });
  return result;
}
