import {
  type BatchSource,
  constantRate,
  GraphBuilder,
  type Network,
  planGraph,
  type StageOptions,
  sgd,
  type TrainOptions,
} from '@altsparse/core';

const net = new GraphBuilder('three weights', [3]);
net.dense('only', net.input, 1, { bias: false });

const batch = { size: 1, images: new Float32Array(3), labels: new Int32Array(1) };
const data: BatchSource = { batchesPerEpoch: 2, size: 2, batch: async () => batch };

/** A network whose loss is linear in the weights, with a slope for each sub-net: its gradient is that slope. */
function linearNetwork(slopes: readonly (readonly number[])[]): Network {
  return {
    engine: 'linear',
    differentiate: async ({ subnet, weights }) => {
      const gradient = Float32Array.from(slopes[subnet] ?? []);
      const loss = gradient.reduce((sum, slope, i) => sum + slope * (weights.parameters[i] as number), 0);
      return { loss, gradient, logits: new Float32Array(1), moments: new Float32Array() };
    },
    forward: async () => new Float32Array(1),
    refuses: () => [],
    dispose: () => {},
  };
}

/** Trains the linear network's three weights under fixed masks: rate 1, no momentum, no decay. */
export function linearRun(
  slopes: readonly (readonly number[])[],
  masks: readonly (readonly number[])[],
  stage: Pick<StageOptions, 'length' | 'surgery' | 'scheduler'>,
): TrainOptions {
  const initial = {
    name: 'given',
    apply: ({ subnet }: { subnet: number }) => ({ mask: Uint8Array.from(masks[subnet] ?? []) }),
  };
  const subnets = slopes.map(() => 0);
  const strategy = { name: 'fixed', initialSparsity: 0, initial, moves: [] };
  const optimizer = sgd({ momentum: 0 });
  return {
    model: planGraph(net.build()),
    network: linearNetwork(slopes),
    stages: [{ ...stage, subnets, strategy, optimizer, data, learningRate: constantRate(1) }],
  };
}
