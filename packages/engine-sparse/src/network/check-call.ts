import { AltsparseError, type Batch, type GraphPlan, sizeOf } from '@altsparse/core';

/** Do the images fit? */
export function checkBatch(batch: Batch, plan: GraphPlan): void {
  const expected = batch.size * sizeOf(plan.shapes.get(plan.graph.nodes[0]?.name ?? '') ?? []);
  if (batch.size >= 1 && batch.images.length === expected) return;
  throw new AltsparseError('batch-shape', 'The images do not fit the model.', {
    found: batch.images.length,
    expected,
  });
}

/** Does the gradient of a loss have a number for each logit? */
export function checkLossGradient(place: string, gradient: Float32Array, logits: Float32Array): void {
  if (gradient.length === logits.length) return;
  throw new AltsparseError('loss-gradient', 'The gradient of the loss does not fit the logits.', {
    place,
    found: gradient.length,
    expected: logits.length,
  });
}
