import { type Batch, GraphBuilder, type GraphPlan, type Network, planGraph, randomStream } from '@altsparse/core';
import { passTime, weightsAt } from './pass-time.ts';

const [size, channels, images] = [32, 64, 32];

/** What is timed, in words. */
export const CONVOLUTION_RULE: string = `dense multiply-adds of two 3x3 convolutions, ${channels} to ${channels} channels, ${size}x${size}, batch ${images}, forward and backward, times 2 a second; what a mask leaves out counts as done; the faster of two runs`;

/** Two convolutions: of the first no gradient to its input is needed, as in any net, of the second it is. */
function convolutions(): GraphPlan {
  const net = new GraphBuilder('convolutions', [size, size, channels]);
  const features = net.relu('relu', net.conv('second', net.conv('first', net.input, channels), channels));
  net.dense('head', net.globalPool('pool', features), 10);
  return planGraph(net.build());
}

/** GFLOP/s of the passes of a network on the graph, by sparsity. */
export interface SpeedRequest {
  /** Puts the graph on an engine. */
  open(plan: GraphPlan): Network;
  /** Share of zeros of each mask, one after the other. */
  readonly sparsities: readonly number[];
}

/** Dense-equivalent GFLOP/s of an engine: as if all weights had been multiplied; one number for each sparsity. */
export async function convolutionSpeeds({ open, sparsities }: SpeedRequest): Promise<readonly number[]> {
  const plan = convolutions();
  const network = open(plan);
  const batch = noise();
  // forward and weight gradient of both, gradient of the input of one
  const flops = 2 * 5 * images * size * size * channels * channels * 9;
  const speeds: number[] = [];
  try {
    for (const [version, sparsity] of sparsities.entries())
      speeds.push(flops / (1e6 * (await passTime(network, weightsAt(plan, sparsity, version), batch))));
  } finally {
    network.dispose();
  }
  return speeds;
}

function noise(): Batch {
  const random = randomStream(0, 'doctor');
  return {
    size: images,
    images: Float32Array.from({ length: images * size * size * channels }, () => random.normal()),
    labels: Int32Array.from({ length: images }, (_, i) => i % 10),
  };
}
