import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../graph/builder.ts';
import { initialParameters, initialStatistics } from '../graph/initial-parameters.ts';
import { planGraph } from '../graph/plan-graph.ts';
import { crossEntropy } from '../loss/cross-entropy.ts';
import type { SubnetWeights } from '../network/network.ts';
import { plainNetwork } from './plain-network.test.kit.ts';
import { toyData, toyPlan } from './toy.test.kit.ts';

const loss = crossEntropy();

function weightsOf(plan: ReturnType<typeof toyPlan>, parameters: Float32Array): SubnetWeights {
  return {
    parameters,
    statistics: initialStatistics(plan),
    mask: new Uint8Array(plan.maskableCount).fill(1),
    maskVersion: 0,
  };
}

describe('plainNetwork', () => {
  it.each([true, false])('has the gradient that finite differences give (normalisation: %s)', async (norm) => {
    const plan = toyPlan({ norm });
    const network = plainNetwork(plan);
    const batch = await toyData({ size: 5 }).batch(0);
    const lossAt = async (parameters: Float32Array): Promise<number> =>
      (
        await network.differentiate({
          subnet: 0,
          weights: weightsOf(plan, parameters),
          batch,
          loss,
          want: 'all',
          noise: 0,
        })
      ).loss;
    const parameters = initialParameters(plan, 3);
    parameters.forEach((value, i) => {
      parameters[i] = value + 0.05 * ((i % 7) - 3); // so that scale, offset and bias are not at their special first values
    });
    const { gradient } = await network.differentiate({
      subnet: 0,
      weights: weightsOf(plan, parameters),
      batch,
      loss,
      want: 'all',
      noise: 0,
    });
    for (let i = 0; i < parameters.length; i++) {
      const [up, down] = [parameters.slice(), parameters.slice()];
      up[i] = (parameters[i] as number) + 2 ** -8;
      down[i] = (parameters[i] as number) - 2 ** -8;
      const slope = ((await lossAt(up)) - (await lossAt(down))) / ((up[i] as number) - (down[i] as number));
      expect(Math.abs((gradient[i] as number) - slope)).toBeLessThan(2e-4);
    }
    expect(gradient.reduce((sum, one) => sum + Math.abs(one), 0)).toBeGreaterThan(0.5);
  });

  it('computes a dense layer by hand: [1, 2] · [[1, 0], [3, −1]] + [0, 0]', async () => {
    const net = new GraphBuilder('one', [1, 1, 2]);
    net.dense('head', net.flatten('flat', net.input), 2);
    const plan = planGraph(net.build());
    const weights = weightsOf(plan, Float32Array.from([1, 0, 3, -1, 0, 0]));
    const batch = { size: 1, images: Float32Array.from([1, 2]), labels: Int32Array.from([0]) };
    expect([...(await plainNetwork(plan).forward({ subnet: 0, weights, batch }))]).toEqual([7, -2]);
  });

  it('reports the mean and the unbiased variance, and evaluates with the running statistics', async () => {
    const net = new GraphBuilder('norm', [1, 1, 1]);
    net.batchNorm('norm', net.flatten('flat', net.input));
    const plan = planGraph(net.build());
    const network = plainNetwork(plan);
    const weights = { ...weightsOf(plan, Float32Array.from([2, 1])), statistics: Float32Array.from([1, 4]) };
    const batch = { size: 2, images: Float32Array.from([1, 5]), labels: Int32Array.from([0, 0]) };
    const { moments, logits } = await network.differentiate({ subnet: 0, weights, batch, loss, want: 'all', noise: 0 });
    // mean 3, biased variance 4, unbiased 8; (1 − 3) / 2 · 2 + 1 = −1
    expect([...moments]).toEqual([3, 8]);
    expect(logits[0]).toBeCloseTo(-1, 4);
    const evaluated = await network.forward({ subnet: 0, weights, batch });
    // running mean 1, variance 4: (5 − 1) / 2 · 2 + 1 = 5
    expect(evaluated[1]).toBeCloseTo(5, 4);
  });

  it('names what it cannot run', () => {
    const net = new GraphBuilder('conv', [4, 4, 1]);
    net.dense('head', net.globalPool('pool', net.conv('conv', net.input, 2)), 2);
    const { graph } = planGraph(net.build());
    expect(plainNetwork(planGraph(graph)).refuses(graph)).toEqual(['conv: conv2d', 'pool: globalPool']);
  });
});
