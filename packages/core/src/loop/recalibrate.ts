import { subnetWeights } from '../store/store.ts';
import type { EvaluationRequest } from './evaluate.ts';

/** How many training batches the statistics are averaged over. */
const BATCHES = 10;

/**
 * Measures the statistics of recalibrated normalisations anew: the plain mean over ten training batches (post-hoc
 * calibration of universally slimmable networks). Other statistics stay. Does nothing where none is recalibrated.
 */
export async function recalibrate(request: EvaluationRequest): Promise<void> {
  const { network, store, subnet, data, loss } = request;
  const segments = (store.layout.statistics[subnet] ?? []).filter((one) => store.layout.recalibrated.has(one.name));
  if (segments.length === 0) return;
  const weights = subnetWeights(store, subnet);
  const count = Math.min(BATCHES, data.batchesPerEpoch);
  const sums = new Float64Array(store.layout.plan.statisticCount);
  for (let index = 0; index < count; index++) {
    const { moments } = await network.differentiate({
      subnet,
      weights,
      batch: await data.batch(index),
      loss,
      want: 'kept',
      noise: index,
    });
    moments.forEach((value, i) => {
      sums[i] = (sums[i] as number) + value / count;
    });
  }
  for (const { source, target, length } of segments)
    store.statistics.set(Float32Array.from(sums.subarray(source, source + length)), target);
}
