import {
  type Batch,
  createLayout,
  createStore,
  crossEntropy,
  type GraphPlan,
  type Network,
  randomStream,
  type SubnetWeights,
  setMask,
  subnetWeights,
} from '@altsparse/core';

/**
 * First weights of a graph under a random mask.
 *
 * @param version - Of the mask: another one for each.
 */
export function weightsAt(plan: GraphPlan, sparsity: number, version: number): SubnetWeights {
  const store = createStore(createLayout(plan, 1, []), 0, { names: [], sets: 1 });
  const random = randomStream(0, 'switch', version);
  setMask(
    store,
    0,
    Uint8Array.from({ length: plan.maskableCount }, () => (random.uniform() < sparsity ? 0 : 1)),
  );
  return { ...subnetWeights(store, 0), maskVersion: version };
}

/** Milliseconds of a forward and backward pass: of two, after one to get warm, the faster. */
export async function passTime(network: Network, weights: SubnetWeights, batch: Batch): Promise<number> {
  const request = { subnet: 0, weights, batch, loss: crossEntropy(), want: 'kept', noise: 0 } as const;
  await network.differentiate(request);
  const times: number[] = [];
  for (let run = 0; run < 2; run++) {
    const started = performance.now();
    await network.differentiate(request);
    times.push(performance.now() - started);
  }
  return Math.min(...times);
}
