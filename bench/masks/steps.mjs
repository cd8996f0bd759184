// What masks add to a step: steps of the loop around a net that computes nothing.
import { keepAll, train } from '@altsparse/core';
import { srSte } from '@altsparse/prune-nm';

const batchSize = 128;
const steps = 12;

/** Gives zeros at once, so that a step is what the loop itself does. */
function idleNetwork({ parameterCount, statisticCount }, classes) {
  const logits = () => new Float32Array(batchSize * classes);
  return {
    engine: 'none',
    refuses: () => [],
    dispose() {},
    forward: async () => logits(),
    differentiate: async () => ({
      loss: 1,
      logits: logits(),
      gradient: new Float32Array(parameterCount),
      moments: new Float32Array(statisticCount),
    }),
  };
}

/** Straight through under a mask of ones that stays: what SR-STE is without its masks. */
const unmasked = {
  name: 'unmasked',
  initialSparsity: 0,
  initial: keepAll,
  moves: [],
  gradient: 'straightThrough',
  policies: { nowhere: 'keep' },
};

/** The least milliseconds of a step, the first three left out. */
async function leastStep(plan, size, strategy, subnets) {
  const batch = { size: batchSize, images: new Float32Array(batchSize * size), labels: new Int32Array(batchSize) };
  const data = { batchesPerEpoch: steps, size: steps * batchSize, batch: async () => batch };
  const times = [];
  const stages = [{ subnets, strategy, data, length: steps }];
  for await (const event of train({ model: plan, network: idleNetwork(plan, 10), stages }))
    if (event.type === 'step') times.push(event.milliseconds);
  return Math.min(...times.slice(3));
}

/** Milliseconds that SR-STE's masks add to a step: choosing, checks, counts, zones and effective weights. */
export async function addedBySrSte(plan, size) {
  const without = await leastStep(plan, size, unmasked, [0]);
  return (await leastStep(plan, size, srSte(), [0.5])) - without;
}
