import { type BatchSource, type GraphPlan, type Network, randomStream } from '@altsparse/core';

/** Gives the network of a plan; asked for each run. What it gives is not disposed. */
export type NetworkFor = (plan: GraphPlan) => Network;

/**
 * The kit's network: each weight is pulled towards a place that batch and sub-net choose, loss ½ ‖w − place‖². What its
 * graph would compute does not matter; moves see weights, gradients and shapes as with any other. Where a gradient was
 * not asked for, it is not a number.
 *
 * @param still - Gradient and loss are 0 throughout.
 */
export function pulledNetwork(plan: GraphPlan, still = false): Network {
  const classes = plan.shapes.get(plan.graph.nodes.at(-1)?.name ?? '')?.at(-1) ?? 1;
  return {
    engine: 'pulled',
    async differentiate({ subnet, weights: { parameters, mask }, batch: { images, size }, want }) {
      const place = (i: number): number => (images[(7 * i + 3 * subnet) % images.length] as number) * (1 + i / 1000);
      const pull = parameters.map((weight, i) => (still ? 0 : weight - place(i)));
      const loss = pull.reduce((sum, one) => sum + one ** 2 / 2, 0);
      const gradient = pull.map((one, i) => (want === 'kept' && mask[i] === 0 ? Number.NaN : one));
      return { loss, gradient, logits: new Float32Array(size * classes), moments: new Float32Array(0) };
    },
    forward: async ({ batch: { size } }) => new Float32Array(size * classes),
    refuses: () => [],
    dispose() {},
  };
}

/** One image a batch, drawn by the batch's number. */
export function drawnBatches(plan: GraphPlan): BatchSource {
  const length = plan.shapes.get(plan.graph.nodes[0]?.name ?? '')?.reduce((product, axis) => product * axis, 1) ?? 1;
  return {
    batchesPerEpoch: 8,
    size: 8,
    async batch(index) {
      const random = randomStream(11, 'kit batch', index);
      const images = Float32Array.from({ length }, () => random.normal());
      return { size: 1, images, labels: new Int32Array(1) };
    },
  };
}

/** One number for each parameter of a plan: normal, or all the same. */
export function drawnWeights(plan: GraphPlan, equal = false): Float32Array {
  const random = randomStream(5, 'kit weights');
  return Float32Array.from({ length: plan.parameterCount }, () => (equal ? 0.5 : random.normal()));
}
