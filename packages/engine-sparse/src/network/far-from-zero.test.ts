import { GraphBuilder, planGraph, randomStream } from '@altsparse/core';
import { plainCrossEntropy } from '@altsparse/testing/graphs';
import { describe, expect, it } from 'vitest';
import { machineOf } from '../conformance/subject.test.kit.ts';
import { type SparseNetworkOptions, sparseNetwork } from './sparse-network.ts';

const probe = await machineOf(1);
const { mixed } = probe;
probe.dispose();

const net = new GraphBuilder('far', [12, 12, 8]);
const conv = net.conv('conv', net.input, 5, { padding: 0 });
net.dense('head', net.flatten('flatten', net.relu('relu', net.batchNorm('norm', conv))), 2);
const plan = planGraph(net.build());
const kernel = plan.parameters.find(({ name }) => name === 'conv/kernel')!;
/** In the middle of the window, from the first channel to every filter. */
const centre = (at: number): boolean => at >= kernel.offset + 4 * 8 * 5 && at < kernel.offset + (4 * 8 + 1) * 5;

// 20 images: a tile that is full and one that is not.
function batchAround(mean: number) {
  const random = randomStream(3, 'far from zero');
  const images = Float32Array.from({ length: 20 * 12 * 12 * 8 }, () => mean + 2 * random.uniform() - 1);
  return { size: 20, images, labels: new Int32Array(20) };
}

/** Mean and unbiased variance of what the first channel shows to the middle of a window. */
function momentsOf(images: Float32Array): { mean: number; variance: number } {
  const seen = images.filter((_, at) => {
    const [row, column, channel] = [Math.floor(at / 96) % 12, Math.floor(at / 8) % 12, at % 8];
    return channel === 0 && row > 0 && row < 11 && column > 0 && column < 11;
  });
  const mean = seen.reduce((sum, x) => sum + x, 0) / seen.length;
  return { mean, variance: seen.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (seen.length - 1) };
}

/** How far the first normalisation's means and variances lie from what the images have. */
async function errorsAround(mean: number, options: Omit<SparseNetworkOptions, 'machine' | 'plan'>) {
  const network = sparseNetwork({ plan, machine: await machineOf(2), ...options });
  const parameters = new Float32Array(plan.parameterCount).fill(0.01);
  parameters.fill(0, kernel.offset, kernel.offset + kernel.length);
  for (let at = kernel.offset; at < kernel.offset + kernel.length; at++) if (centre(at)) parameters[at] = 1;
  const mask = new Uint8Array(plan.maskableCount).fill(1);
  const batch = batchAround(mean);
  const weights = { parameters, mask, maskVersion: 0, statistics: new Float32Array(plan.statisticCount) };
  const ask = { subnet: 0, weights, batch, loss: plainCrossEntropy, want: 'kept', noise: 0 } as const;
  const { moments } = await network.differentiate(ask);
  network.dispose();
  const expected = momentsOf(batch.images);
  const worst = (found: Float32Array, right: number): number => Math.max(...found.map((one) => Math.abs(one - right)));
  return {
    mean: worst(moments.subarray(0, 5), expected.mean),
    variance: worst(moments.subarray(5), expected.variance) / expected.variance,
  };
}

const ways = {
  lists: { winogradBelow: 0, denseBelow: 0 },
  'blocks of four filters': { winogradBelow: 0, denseBelow: 1 },
  "Winograd's way": { winogradBelow: 1 },
};

describe.each(Object.entries(ways))('statistics of a channel, by %s', (_, tuning) => {
  it.each([0, 10, 1000, 3000])('keep their digits where it lies around %d', async (mean) => {
    const found = await errorsAround(mean, tuning);
    expect(found.mean).toBeLessThan(1e-2);
    expect(found.variance).toBeLessThan(2e-3);
  });

  it.runIf(mixed)('in mixed precision keep those that its inputs have', async () => {
    const found = await errorsAround(10, { ...tuning, precision: 'mixed' });
    expect(found.mean).toBeLessThan(1e-2);
    expect(found.variance).toBeLessThan(2e-3);
  });
});
