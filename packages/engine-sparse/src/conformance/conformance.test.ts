import type { Graph } from '@altsparse/core';
import {
  activationGraph,
  activationKinds,
  convCases,
  convGraph,
  mixedGraph,
  smallResnet,
  steepGraph,
} from '@altsparse/testing/graphs';
import { describe, expect, it } from 'vitest';
import { sparseNetwork } from '../network/sparse-network.ts';
import { machineOf, masked, passOf, prepared, reference, relativeError, withoutDropout } from './subject.test.kit.ts';

const graphs: Readonly<Record<string, () => Graph>> = {
  'a small residual network': smallResnet,
  'a graph of all other operations': () => withoutDropout(mixedGraph()),
  'a leaky ReLU of slope 0.3': steepGraph,
  ...Object.fromEntries(
    Object.entries(convCases).map(([name, one]) => [`a convolution ${name}`, () => convGraph(one)]),
  ),
  ...Object.fromEntries(
    activationKinds
      .filter((kind) => kind !== 'softmax')
      .map((kind) => [`the activation ${kind}`, () => activationGraph(kind)]),
  ),
};

describe.each(Object.keys(graphs))('%s', (name) => {
  it.each([1, 4, 19])('of %i images has the pass of the TensorFlow engine', async (size) => {
    const { plan, batch, weights } = prepared(graphs[name]!(), size);
    const network = sparseNetwork({ plan, machine: await machineOf(2) });
    const found = await passOf(network, { batch, weights });
    const expected = await passOf(await reference(plan.graph), { batch, weights });
    expect(found.loss).toBeCloseTo(expected.loss, 4);
    for (const part of ['logits', 'gradient', 'moments'] as const)
      expect(relativeError(found[part], expected[part]), part).toBeLessThan(1e-4);
  });

  it('has the logits of the TensorFlow engine in evaluation', async () => {
    const { plan, batch, weights } = prepared(graphs[name]!(), 5);
    const found = await sparseNetwork({ plan, machine: await machineOf(3) }).forward({ subnet: 0, weights, batch });
    const expected = await (await reference(plan.graph)).forward({ subnet: 0, weights, batch });
    expect(relativeError(found, expected)).toBeLessThan(1e-4);
  });
});

describe('masks', () => {
  const { plan, batch, weights } = prepared(smallResnet(), 6);
  const half = masked(weights, (at) => at % 2 === 0, 1);

  it('of half the weights give the dense gradient where they keep', async () => {
    const network = sparseNetwork({ plan, machine: await machineOf(2) });
    const found = await passOf(network, { batch, weights: half, want: 'kept' });
    const expected = await passOf(await reference(plan.graph), { batch, weights: half });
    const kept = expected.gradient.map((slope, at) => (half.mask[at] === 0 ? 0 : slope));
    const own = found.gradient.map((slope, at) => (half.mask[at] === 0 ? 0 : slope));
    expect(relativeError(own, kept)).toBeLessThan(1e-4);
  });

  it('of half the weights give the dense gradient at all positions, if that is asked for', async () => {
    const network = sparseNetwork({ plan, machine: await machineOf(2) });
    const found = await passOf(network, { batch, weights: half, want: 'all' });
    const expected = await passOf(await reference(plan.graph), { batch, weights: half });
    expect(relativeError(found.gradient, expected.gradient)).toBeLessThan(1e-4);
  });
});
