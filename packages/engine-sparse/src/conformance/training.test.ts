import { initialParameters, initialStatistics, planGraph, randomStream, type SubnetWeights } from '@altsparse/core';
import { resnet8 } from '@altsparse/models';
import { expect, it } from 'vitest';
import { sparseNetwork } from '../network/sparse-network.ts';
import { machineOf, passOf } from './subject.test.kit.ts';

it('ResNet-8 at 80 % sparsity learns twenty images by heart', async () => {
  const plan = planGraph(resnet8.build({ classes: 10 }));
  const random = randomStream(1, 'training');
  const size = 20;
  const batch = {
    size,
    images: Float32Array.from({ length: size * 32 * 32 * 3 }, () => random.normal()),
    labels: Int32Array.from({ length: size }, () => random.below(10)),
  };
  const mask = new Uint8Array(plan.maskableCount).map(() => (random.uniform() < 0.2 ? 1 : 0));
  const parameters = initialParameters(plan, 1).map((value, at) => (mask[at] === 0 ? 0 : value));
  const weights: SubnetWeights = { parameters, statistics: initialStatistics(plan), mask, maskVersion: 1 };
  const network = sparseNetwork({ plan, machine: await machineOf(2) });
  const losses: number[] = [];
  for (let step = 0; step < 80; step++) {
    const { loss, gradient } = await passOf(network, { batch, weights, want: step % 10 === 0 ? 'all' : 'kept' });
    losses.push(loss);
    for (let i = 0; i < parameters.length; i++) if (mask[i] !== 0) parameters[i]! -= 0.5 * gradient[i]!;
  }
  network.dispose();
  expect(losses[0]).toBeGreaterThan(2);
  expect(losses.at(-1)).toBeLessThan(0.5);
});
