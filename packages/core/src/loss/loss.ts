import type { Batch } from '../data/batch.ts';

/** The value of a loss and how it changes with the logits. */
export interface LossResult {
  /** Mean over the batch. */
  readonly value: number;
  /** `[size, classes]`: derivative of the mean with respect to each logit. */
  readonly gradient: Float32Array;
}

/** What training makes small: from logits and the batch to a number and its gradient, on the host. */
export interface Loss {
  /** For records and messages. */
  readonly name: string;
  /**
   * The value of the loss on a batch, and its gradient.
   *
   * @param logits - `[size, classes]`, row-major.
   * @param classes - Length of the last axis.
   * @param batch - Labels, or soft targets.
   */
  evaluate(logits: Float32Array, classes: number, batch: Batch): LossResult;
}
