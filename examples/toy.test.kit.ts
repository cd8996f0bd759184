import {
  type BatchSource,
  constantRate,
  GraphBuilder,
  type Network,
  type StageOptions,
  sgd,
  type TrainOptions,
} from '@altsparse/core';

const net = new GraphBuilder('eight weights', [8]);
net.dense('only', net.input, 1, { bias: false });

const batch = { size: 1, images: new Float32Array(8), labels: new Int32Array(1) };
const data: BatchSource = { batchesPerEpoch: 10, size: 10, batch: async () => batch };

/** A network of eight weights w whose loss is ½ ‖w − target‖², with a target for each sub-net. */
function pulledTo(targets: readonly (readonly number[])[]): Network {
  return {
    engine: 'pulled',
    differentiate: async ({ subnet, weights: { parameters } }) => {
      const gradient = parameters.map((weight, i) => weight - (targets[subnet]?.[i] as number));
      const loss = gradient.reduce((sum, difference) => sum + difference ** 2 / 2, 0);
      return { loss, gradient, logits: new Float32Array(1), moments: new Float32Array() };
    },
    forward: async () => new Float32Array(1),
    refuses: () => [],
    dispose: () => {},
  };
}

/** A run of that network, one sub-net per target: rate 0.1, no momentum. */
export function toyRun(
  targets: readonly (readonly number[])[],
  stage: Pick<StageOptions, 'subnets' | 'strategy' | 'surgery' | 'length'>,
): TrainOptions {
  const rest = { optimizer: sgd({ momentum: 0 }), learningRate: constantRate(0.1), data };
  return { model: net.build(), network: pulledTo(targets), stages: [{ ...stage, ...rest }] };
}
