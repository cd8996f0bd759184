import {
  type BatchSource,
  GraphBuilder,
  type GraphPlan,
  type Network,
  planGraph,
  randomStream,
  type StageOptions,
  sgd,
} from '@altsparse/core';

/** Layers a and b, 8 × 3 and 8 × 2: forty weights. */
export const plan: GraphPlan = fortyWeights();

function fortyWeights(): GraphPlan {
  const net = new GraphBuilder('forty weights', [8]);
  const logits = [3, 2].map((width, i) => net.dense('ab'[i] ?? '', net.input, width, { bias: false }));
  net.node('both', { op: 'concatenate' }, ...logits);
  return planGraph(net.build());
}

/** Each weight is pulled to a place that moves from batch to batch: ½ ‖w − target‖², its gradient at every position. */
export const network: Network = {
  engine: 'pulled',
  differentiate: async ({ weights: { parameters, mask }, batch }) => {
    const random = randomStream(7, 'target', batch.labels[0] ?? 0);
    const gradient = parameters.map((weight, i) => (mask[i] === 1 ? weight : 0) - 2 * random.uniform() + 1);
    const loss = gradient.reduce((sum, difference) => sum + difference ** 2 / 2, 0);
    return { loss, gradient, logits: new Float32Array(5), moments: new Float32Array() };
  },
  forward: async () => new Float32Array(5),
  refuses: () => [],
  dispose: () => {},
};

const data: BatchSource = {
  batchesPerEpoch: 10,
  size: 10,
  batch: async (step) => ({ size: 1, images: new Float32Array(8), labels: Int32Array.of(step % 5) }),
};

/** Forty steps of SGD with momentum and decay, in plain numbers: no engine, the same bits everywhere. */
export const pulledStage: Omit<StageOptions, 'subnets' | 'strategy'> = {
  data,
  optimizer: sgd({ momentum: 0.9 }),
  weightDecay: 5e-4,
  length: 40,
};
