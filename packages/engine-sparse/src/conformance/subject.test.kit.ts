import type { Batch, Graph, Network, Pass, SubnetWeights } from '@altsparse/core';
import { tfjsNetwork } from '@altsparse/engine';
import type { Machine } from '@altsparse/kernels';
import { nodeMachine } from '@altsparse/kernels/node';
import { plainCrossEntropy, prepared } from '@altsparse/testing/graphs';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';

export { prepared };

/** Greatest difference, measured by the greatest expected value. */
export function relativeError(found: Float32Array, expected: Float32Array): number {
  expect(found.length).toBe(expected.length);
  const greatest = expected.reduce((top, value) => Math.max(top, Math.abs(value)), 1e-3);
  return found.reduce((worst, value, at) => Math.max(worst, Math.abs(value - expected[at]!)), 0) / greatest;
}

/** What is asked of a network in most tests. */
export interface Asked {
  readonly batch: Batch;
  readonly weights: SubnetWeights;
  readonly subnet?: number;
  readonly want?: 'all' | 'kept';
  readonly noise?: number;
}

/** One pass, everything asked for unless told. */
export function passOf(
  network: Network,
  { batch, weights, subnet = 0, want = 'all', noise = 7 }: Asked,
): Promise<Pass> {
  return network.differentiate({ subnet, weights, batch, loss: plainCrossEntropy, want, noise });
}

/** The TensorFlow engine on its JavaScript backend. */
export async function reference(graph: Graph): Promise<Network> {
  await tf.setBackend('cpu');
  return tfjsNetwork({ graph, tf });
}

/** Weights under a mask: each kept with a probability; by seed. */
export function masked(weights: SubnetWeights, keep: (at: number) => boolean, maskVersion: number): SubnetWeights {
  const mask = weights.mask.map((_, at) => (keep(at) ? 1 : 0));
  const parameters = weights.parameters.map((value, at) => (mask[at] === 0 ? 0 : value));
  return { ...weights, mask, parameters, maskVersion };
}

/** The same graph without dropout: masks are drawn in another way by each engine. */
export function withoutDropout(graph: Graph): Graph {
  const nodes = graph.nodes.map((node) =>
    node.operation.op === 'dropout' ? { ...node, operation: { op: 'dropout' as const, rate: 0 } } : node,
  );
  return { ...graph, nodes };
}

/** The fastest machine that works here, with so many threads if it can have them. */
export function machineOf(threads: number): Promise<Machine> {
  return nodeMachine({ threads });
}
