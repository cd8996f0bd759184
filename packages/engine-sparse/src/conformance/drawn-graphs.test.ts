import { type GraphPlan, type Pass, planGraph, randomStream } from '@altsparse/core';
import { drawn } from '@altsparse/testing/graphs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sparseNetwork } from '../network/sparse-network.ts';
import { drawnGraph } from './drawn-graph.test.kit.ts';
import { machineOf, masked, passOf, reference, relativeError } from './subject.test.kit.ts';

const subjects = fc.record({
  seed: fc.nat(1e6),
  size: fc.constantFrom(6, 17, 33),
  threads: fc.constantFrom(1, 2, 3),
  keep: fc.constantFrom(1, 0.7, 0.3),
});

/** Behind a channel that hardly varies, rounding is most of a gradient: nothing can be compared there. */
function leastVariance({ normalisations }: GraphPlan, { moments }: Pass): number {
  const variances = normalisations.flatMap(({ offset, channels }) => [
    ...moments.subarray(offset + channels, offset + 2 * channels),
  ]);
  return Math.min(Infinity, ...variances);
}

it('graphs of any operations have the pass and the logits of the TensorFlow engine', async () => {
  await fc.assert(
    fc.asyncProperty(subjects, async ({ seed, size, threads, keep }) => {
      const plan = planGraph(drawnGraph(seed));
      const { batch, weights: whole } = drawn(plan, size, seed);
      const random = randomStream(seed, 'mask');
      const weights = masked(whole, () => random.uniform() < keep, 1);
      const [network, other] = [
        sparseNetwork({ plan, machine: await machineOf(threads) }),
        await reference(plan.graph),
      ];
      const found = await passOf(network, { batch, weights });
      const expected = await passOf(other, { batch, weights });
      fc.pre(leastVariance(plan, expected) > 1e-3);
      for (const part of ['logits', 'gradient', 'moments'] as const)
        expect(relativeError(found[part], expected[part]), part).toBeLessThan(2e-3);
      const logits = await network.forward({ subnet: 0, weights, batch });
      expect(relativeError(logits, await other.forward({ subnet: 0, weights, batch }))).toBeLessThan(1e-4);
      network.dispose();
    }),
    // the example: a leaky ReLU behind a filter that is empty, so at exactly 0
    { numRuns: 25, examples: [[{ seed: 499107, size: 6, threads: 1, keep: 0.3 }]] },
  );
});
