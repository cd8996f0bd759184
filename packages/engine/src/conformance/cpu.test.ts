import { type Pass, randomStream, type SubnetWeights } from '@altsparse/core';
import {
  activationGraph,
  activationKinds,
  convCases,
  convGraph,
  mixedGraph,
  prepared,
  smallResnet,
} from '@altsparse/testing/graphs';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { tfjsNetwork } from '../network/tfjs-network.ts';
import { conformance, differentiate } from './suite.test.support.ts';

const ready = async (): Promise<typeof tf> => {
  await tf.setBackend('cpu');
  return tf;
};

conformance('cpu', ready);

describe('derivatives against finite differences', () => {
  const smooth = {
    ...Object.fromEntries(Object.entries(convCases).map(([name, one]) => [name, convGraph(one)])),
    ...Object.fromEntries(activationKinds.map((kind) => [kind, activationGraph(kind)])),
    mixed: mixedGraph(),
    resnet: smallResnet(),
  };

  it.each(Object.entries(smooth))('hold along random directions: %s', async (_, graph) => {
    await ready();
    const { plan, batch, weights } = prepared(graph);
    const network = tfjsNetwork({ plan, tf });
    const random = randomStream(3, 'direction');
    const direction = weights.parameters.map(() => random.normal());
    const at = (step: number): Promise<Pass> => {
      const parameters = weights.parameters.map((value, index) => value + step * direction[index]!);
      return differentiate(network, batch, { ...weights, parameters } satisfies SubnetWeights);
    };
    const step = 2e-4;
    const measured = ((await at(step)).loss - (await at(-step)).loss) / (2 * step);
    const { gradient } = await at(0);
    const expected = gradient.reduce((sum, value, index) => sum + value * direction[index]!, 0);
    expect(Math.abs(measured - expected)).toBeLessThan(0.02 * Math.abs(expected) + 0.02);
  });
});
