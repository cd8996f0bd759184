import { type BatchSource, randomStream } from '@altsparse/core';
import type { ResolvedExperiment } from '../config/experiment.ts';
import type { DataSource } from '../parts/data-source.ts';

/**
 * Batches of noise, of the shape and number that an experiment's training would have: plans need no data set on this
 * machine. Every number gives the same batch.
 */
export function syntheticBatches({ batchSize, validation }: ResolvedExperiment, data: DataSource): BatchSource {
  const size = Math.round(data.trainImages * (1 - (validation?.share ?? 0)));
  const pixels = data.shape.reduce((product, axis) => product * axis, 1);
  const count = Math.min(batchSize, size);
  let images: Float32Array | undefined;
  const draw = (): Float32Array => {
    const random = randomStream(0, 'plan');
    return Float32Array.from({ length: count * pixels }, () => random.normal());
  };
  return {
    batchesPerEpoch: Math.ceil(size / batchSize),
    size,
    async batch() {
      images ??= draw();
      return { size: count, images, labels: Int32Array.from({ length: count }, (_, i) => i % data.classes) };
    },
  };
}
