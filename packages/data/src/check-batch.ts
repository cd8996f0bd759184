import { AltsparseError, type Batch } from '@altsparse/core';

/**
 * Refuses a batch whose arrays do not fit its size.
 *
 * @param place - What to call it in the error.
 * @throws AltsparseError `batch-inconsistent`.
 */
export function checkBatch(batch: Batch, place: string): void {
  const { size, images, labels, targets } = batch;
  const whole = (length: number): boolean => length > 0 && length % size === 0;
  const sound = Number.isInteger(size) && size > 0 && labels?.length === size && whole(images?.length ?? 0);
  if (sound && (targets === undefined || whole(targets.length))) return;
  throw new AltsparseError('batch-inconsistent', 'The arrays do not fit the size of the batch.', {
    place,
    found: { size, images: images?.length, labels: labels?.length, targets: targets?.length },
    expected: 'size labels, and as many numbers for each image',
  });
}
