import type { Batch } from '../data/batch.ts';
import { softCrossEntropy } from '../loss/cross-entropy.ts';
import type { Loss } from '../loss/loss.ts';

/** What a sub-net learns from in a step. */
export interface Lesson {
  /** Images, and what is asked of them. */
  readonly batches: readonly Batch[];
  /** What is made small. */
  readonly loss: Loss;
}

/**
 * The same images with a teacher's softmax as targets, under cross-entropy with soft targets (in-place distillation).
 * Targets are numbers: no gradient flows back to the teacher.
 *
 * @param logits - Per batch, `[size, classes]`: the teacher's, as its training pass had them.
 */
export function distilled({ batches }: Lesson, logits: readonly Float32Array[]): Lesson {
  const taught = batches.map((batch, i) => ({ ...batch, targets: softmax(logits[i] as Float32Array, batch.size) }));
  return { batches: taught, loss: softCrossEntropy() };
}

/** e^x / Σ e^x of each row; the largest is taken off first, so that nothing overflows. */
function softmax(logits: Float32Array, rows: number): Float32Array {
  const classes = logits.length / rows;
  const shares = new Float32Array(logits.length);
  for (let from = 0; from < logits.length; from += classes) {
    const row = logits.subarray(from, from + classes);
    const largest = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const sum = row.reduce((total, logit) => total + Math.exp(logit - largest), 0);
    row.forEach((logit, i) => {
      shares[from + i] = Math.exp(logit - largest) / sum;
    });
  }
  return shares;
}
