import type { Batch, BatchSource } from '../data/batch.ts';
import { AltsparseError, type ErrorDetails } from '../error.ts';
import type { GraphPlan } from '../graph/graph.ts';
import { sizeOf } from '../graph/shape.ts';
import { blame } from '../loop/blame.ts';

/**
 * Batches of a source, each checked against the net: images, labels and targets of the right length, labels that name a
 * class.
 *
 * @param what - For messages: `training data`.
 */
export function guardData(source: BatchSource, plan: GraphPlan, what: string): BatchSource {
  const perImage = sizeOf(shapeAt(plan, 0));
  const classes = shapeAt(plan, -1).at(-1) ?? 1;
  return {
    batchesPerEpoch: source.batchesPerEpoch,
    size: source.size,
    async batch(index) {
      try {
        const batch = await source.batch(index);
        refuseBatch(batch, perImage, classes);
        return batch;
      } catch (cause) {
        throw blame(`${what}, batch ${index}`, cause);
      }
    },
  };
}

function shapeAt({ graph, shapes }: GraphPlan, place: number): readonly number[] {
  return shapes.get(graph.nodes.at(place)?.name ?? '') ?? [];
}

function refuseBatch(batch: Batch, perImage: number, classes: number): void {
  const { size, images, labels, targets } = batch;
  if (!Number.isInteger(size) || size < 1) throw wrong('A batch must have one image or more.', { found: size });
  refuseLength('images', images, size * perImage);
  refuseLength('labels', labels, size);
  if (targets === undefined) refuseLabels(labels, classes);
  else refuseLength('targets', targets, size * classes);
}

function refuseLabels(labels: Int32Array, classes: number): void {
  const outside = labels.findIndex((label) => !(label >= 0 && label < classes));
  if (outside >= 0)
    throw wrong('A label names no class of the net.', {
      place: `image ${outside}`,
      found: labels[outside],
      expected: `0 to ${classes - 1}`,
    });
}

function refuseLength(name: string, array: ArrayLike<number>, expected: number): void {
  if (array?.length === expected) return;
  throw wrong(`The ${name} of a batch do not fit its size and the net.`, {
    found: `${array?.length ?? 'no'} numbers`,
    expected: `${expected} numbers`,
  });
}

function wrong(sentence: string, details: ErrorDetails): AltsparseError {
  return new AltsparseError('batch-shape', sentence, details);
}
