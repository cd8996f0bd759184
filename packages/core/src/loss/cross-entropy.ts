import { AltsparseError } from '../error.ts';
import type { Loss } from './loss.ts';

/** Attributes of a cross-entropy. */
export interface CrossEntropyOptions {
  /** Share of the target that is spread evenly over all classes, in [0, 1). Default 0. */
  readonly labelSmoothing?: number;
}

/** Softmax cross-entropy with labels: −Σ target · log softmax(logits), mean over the batch. Its gradient is (softmax − target) / size. */
export function crossEntropy(options: CrossEntropyOptions = {}): Loss {
  const smoothing = options.labelSmoothing ?? 0;
  return {
    name: 'cross-entropy',
    evaluate(logits, classes, batch) {
      refuseLabels(batch.labels, classes);
      const targetOf = (row: number, column: number): number =>
        smoothing / classes + (batch.labels[row] === column ? 1 - smoothing : 0);
      return softmaxLoss(logits, classes, batch.size, targetOf);
    },
  };
}

function refuseLabels(labels: Int32Array, classes: number): void {
  const row = labels.findIndex((label) => !(label >= 0 && label < classes));
  if (row < 0) return;
  throw new AltsparseError('loss-labels', 'A label is not one of the classes.', {
    place: `batch.labels[${row}]`,
    found: labels[row],
    expected: `0 to ${classes - 1}`,
  });
}

/** Softmax cross-entropy with a probability for each class: `batch.targets`. */
export function softCrossEntropy(): Loss {
  return {
    name: 'soft-cross-entropy',
    evaluate(logits, classes, batch) {
      const { targets } = batch;
      if (targets === undefined)
        throw new AltsparseError('loss-targets', 'This loss needs soft targets.', {
          place: 'batch.targets',
          expected: '[size, classes]',
        });
      return softmaxLoss(logits, classes, batch.size, (row, column) => targets[row * classes + column] ?? 0);
    },
  };
}

function softmaxLoss(
  logits: Float32Array,
  classes: number,
  size: number,
  targetOf: (row: number, column: number) => number,
): { value: number; gradient: Float32Array } {
  const gradient = new Float32Array(logits.length);
  let value = 0;
  for (let row = 0; row < size; row++) {
    const at = row * classes;
    const vector = logits.subarray(at, at + classes);
    const largest = vector.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const logSum = Math.log(vector.reduce((sum, x) => sum + Math.exp(x - largest), 0)) + largest;
    for (let column = 0; column < classes; column++) {
      const logit = vector[column] as number;
      const target = targetOf(row, column);
      if (target !== 0) value += target * (logSum - logit);
      gradient[at + column] = (Math.exp(logit - logSum) - target) / size;
    }
  }
  return { value: value / size, gradient };
}

/** How many rows have their largest logit at the label; ties go to the lower class. */
export function countCorrect(logits: Float32Array, classes: number, labels: Int32Array): number {
  let correct = 0;
  for (let row = 0; row < labels.length; row++) {
    let best = 0;
    for (let column = 1; column < classes; column++) {
      if ((logits[row * classes + column] as number) > (logits[row * classes + best] as number)) best = column;
    }
    if (best === labels[row]) correct++;
  }
  return correct;
}
