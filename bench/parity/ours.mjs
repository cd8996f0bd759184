// The altsparse half: the loop of core, as users call it, on a network of the engine.
import { constantRate, crossEntropy, initialStatistics, steps, subnetWeights, train } from '@altsparse/core';

/** Trains one case and returns losses and each sub-net's weights and statistics. */
export async function trainOurs(network, problem, one, rate) {
  const run = train({ model: problem.plan, network, seed: problem.seed, stages: [stageOf(problem, one, rate)] });
  const losses = [];
  for await (const event of run) if (event.type === 'step') losses.push(event.trained[0].loss);
  const { store } = await run.result;
  const result = { losses };
  for (let subnet = 0; subnet < store.layout.subnetCount; subnet++) {
    result[`weights-${subnet}`] = mastersOf(store, subnet);
    result[`statistics-${subnet}`] = subnetWeights(store, subnet).statistics;
  }
  return result;
}

/** What each sub-net says to the first batch with the weights and running statistics that PyTorch ended with. */
export async function logitsOf(network, { plan, batches }, { masks }, theirs) {
  const found = {};
  for (let subnet = 0; subnet < Math.max(1, masks.length); subnet++) {
    const mask = masks[subnet] ?? new Uint8Array(plan.maskableCount).fill(1);
    const parameters = Float32Array.from(theirs[`weights-${subnet}`], (value, i) => (mask[i] === 0 ? 0 : value));
    const statistics = Float32Array.from(theirs[`statistics-${subnet}`]);
    const weights = { parameters, statistics, mask, maskVersion: 0 };
    found[`logits-${subnet}`] = await network.forward({ subnet, weights, batch: batches[0] });
  }
  return found;
}

/** Of the first images of each batch: the gradient at the first weights, at every position, the sub-nets in turn. */
export async function firstGradients(network, { plan, batches, gradients }, { masks, parameters }) {
  const found = [];
  for (const [step, whole] of batches.slice(0, gradients.batches).entries()) {
    const subnet = masks.length === 0 ? 0 : step % masks.length;
    const mask = masks[subnet] ?? new Uint8Array(plan.maskableCount).fill(1);
    const masked = parameters.map((value, index) => (mask[index] === 0 ? 0 : value));
    const weights = { parameters: masked, statistics: initialStatistics(plan), mask, maskVersion: 0 };
    const batch = firstOf(whole, gradients.size);
    const pass = await network.differentiate({ subnet, weights, batch, loss: crossEntropy(), want: 'all', noise: 0 });
    found.push(pass.gradient);
  }
  return found;
}

function firstOf({ size, images, labels }, count) {
  return { size: count, images: images.slice(0, (images.length / size) * count), labels: labels.slice(0, count) };
}

function stageOf({ plan, batches, decay }, { masks }, rate) {
  const whole = new Uint8Array(plan.maskableCount).fill(1);
  const given = { name: 'given', apply: (view) => ({ mask: masks[view.subnet] ?? whole }) };
  return {
    subnets: masks.length === 0 ? [0] : masks.map((_, index) => ({ name: `mask ${index}`, sparsity: 0 })),
    strategy: { name: 'fixed masks', initialSparsity: 0, initial: given, moves: [] },
    normalisation: [{ match: 'stem/*', use: 'shared' }],
    learningRate: constantRate(rate),
    weightDecay: decay,
    length: steps(batches.length),
    data: {
      batchesPerEpoch: batches.length,
      size: batches.length * batches[0].size,
      batch: async (index) => batches[index],
    },
  };
}

/** A sub-net's parameters without its mask: shared weights, also those of others, and what is its own. */
function mastersOf(store, subnet) {
  const values = new Float32Array(store.layout.plan.parameterCount);
  for (const { source, target, length } of store.layout.parameters[subnet])
    values.set(store.masters.subarray(target, target + length), source);
  return values;
}
