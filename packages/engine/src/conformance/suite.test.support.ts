import type { Batch, Graph, Loss, LossResult, Network, Pass, SubnetWeights } from '@altsparse/core';
import {
  activationGraph,
  activationKinds,
  convCases,
  convGraph,
  mixedGraph,
  plainCrossEntropy,
  prepared,
  smallResnet,
  steepGraph,
} from '@altsparse/testing/graphs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type TfjsNetworkOptions, tfjsNetwork } from '../network/tfjs-network.ts';
import type { TensorFlow } from '../tensorflow.ts';
import { oracleForward, oracleNoise, oraclePass } from './oracle.test.support.ts';

/** Greatest difference, measured by the greatest value of the oracle. */
export function relativeError(found: Float32Array, expected: Float32Array): number {
  expect(found.length).toBe(expected.length);
  const greatest = expected.reduce((top, value) => Math.max(top, Math.abs(value)), 1e-3);
  return found.reduce((worst, value, at) => Math.max(worst, Math.abs(value - expected[at]!)), 0) / greatest;
}

/** One request to differentiate. */
export function differentiate(
  network: Network,
  batch: Batch,
  weights: SubnetWeights,
  loss: Loss = plainCrossEntropy,
): Promise<Pass> {
  return network.differentiate({ subnet: 0, weights, batch, loss, want: 'all', noise: oracleNoise });
}

const graphs: Readonly<Record<string, () => Graph>> = {
  'a small residual network': smallResnet,
  'a graph of all other operations': mixedGraph,
  'a leaky ReLU of slope 0.3': steepGraph,
  ...Object.fromEntries(
    Object.entries(convCases).map(([name, one]) => [`a convolution ${name}`, () => convGraph(one)]),
  ),
  ...Object.fromEntries(activationKinds.map((kind) => [`the activation ${kind}`, () => activationGraph(kind)])),
};

interface Subject {
  readonly label: string;
  readonly tf: () => TensorFlow;
  readonly made: (graph: Graph) => Network;
}

/** What every backend must do, against plain TensorFlow.js on its JavaScript backend. */
export function conformance(label: string, ready: () => Promise<TensorFlow>, options: TfjsNetworkOptions = {}): void {
  let tf: TensorFlow;
  beforeAll(async () => {
    tf = await ready();
  });
  const subject: Subject = { label, tf: () => tf, made: (graph) => tfjsNetwork({ graph, tf, ...options }) };
  describe.each(Object.keys(graphs))(`${label}: %s`, (name) => agreesWithPlainTfjs(subject, name));
  describe(`${label}: convolutions`, () => {
    agreesOnDrawnConvolutions(subject);
    agreesOnEmptyFilters(subject);
  });
  describe(`${label}: calls`, () => {
    leaveNothingBehind(subject);
    repeat(subject);
    refuse(subject);
  });
}

function agreesWithPlainTfjs({ tf, made }: Subject, name: string): void {
  const { plan, batch, weights } = prepared(graphs[name]!());

  it('has the loss, derivatives and moments of plain TensorFlow.js', async () => {
    const found = await differentiate(made(plan.graph), batch, weights);
    const expected = await oraclePass(tf(), plan, batch, weights);
    expect(found.loss).toBeCloseTo(expected.loss, 4);
    expect(relativeError(found.logits, expected.logits)).toBeLessThan(1e-4);
    expect(relativeError(found.gradient, expected.gradient)).toBeLessThan(1e-4);
    expect(relativeError(found.moments, expected.moments)).toBeLessThan(1e-4);
  });

  it('has the logits of plain TensorFlow.js in evaluation', async () => {
    const found = await made(plan.graph).forward({ subnet: 0, weights, batch });
    expect(relativeError(found, await oracleForward(tf(), plan, batch, weights))).toBeLessThan(1e-4);
  });
}

const side = fc.integer({ min: 0, max: 1 });
const drawnConvolutions = fc.record({
  kernel: fc.constantFrom<[number, number]>([1, 1], [2, 2], [3, 3], [3, 2]),
  stride: fc.constantFrom<[number, number]>([1, 1], [2, 2], [3, 3]),
  padding: fc.tuple(fc.tuple(side, side), fc.tuple(side, side)),
  image: fc.tuple(fc.integer({ min: 3, max: 9 }), fc.integer({ min: 3, max: 9 }), fc.constantFrom(3, 4, 8, 16, 24)),
  filters: fc.constantFrom(5, 8, 16, 32),
});

/** A filter that a mask has emptied: its normalisation divides by almost nothing, and ReLU stands at its kink. */
function agreesOnEmptyFilters({ tf, made }: Subject): void {
  it('with empty filters under offsets of 0 have the derivatives of plain TensorFlow.js', async () => {
    const { plan, batch, weights } = prepared(smallResnet());
    for (const { role, shape, offset, length } of plan.parameters) {
      const filters = shape.at(-1) ?? 1;
      const own = weights.parameters.subarray(offset, offset + length);
      if (role === 'offset') own.fill(0);
      if (shape.length === 4) for (let i = 0; i < length; i += filters) own[i] = 0;
    }
    const found = await differentiate(made(plan.graph), batch, weights);
    const expected = await oraclePass(tf(), plan, batch, weights);
    expect(relativeError(found.gradient, expected.gradient)).toBeLessThan(1e-3);
    expect(found.gradient.filter((slope) => slope === 0).length).toBeGreaterThan(20);
  });
}

/** Libraries choose their algorithm by sizes: widths that are and are not multiples of a vector, rows left over. */
function agreesOnDrawnConvolutions({ tf, made }: Subject): void {
  it('of any size have the derivatives of plain TensorFlow.js', async () => {
    await fc.assert(
      fc.asyncProperty(drawnConvolutions, async (one) => {
        const { plan, batch, weights } = prepared(convGraph(one), 2);
        const found = await differentiate(made(plan.graph), batch, weights);
        const expected = await oraclePass(tf(), plan, batch, weights);
        expect(relativeError(found.gradient, expected.gradient)).toBeLessThan(1e-3);
      }),
      { numRuns: 25 },
    );
  });
}

function leaveNothingBehind({ tf, made }: Subject): void {
  const { plan, batch, weights } = prepared(mixedGraph());
  const balance = async (call: () => Promise<unknown>): Promise<readonly number[]> => {
    const before = tf().memory();
    await call();
    const after = tf().memory();
    return [after.numTensors - before.numTensors, after.numDataBuffers - before.numDataBuffers];
  };

  it('leave no tensors behind', async () => {
    const network = made(plan.graph);
    expect(await balance(() => differentiate(network, batch, weights))).toEqual([0, 0]);
    expect(await balance(() => network.forward({ subnet: 0, weights, batch }))).toEqual([0, 0]);
  });

  it('leave no tensors behind when they fail', async () => {
    const network = made(plan.graph);
    const fails = (loss: Loss): Promise<unknown> =>
      expect(differentiate(network, batch, weights, loss)).rejects.toThrow(/stop|fit the logits/);
    const thrown = (): never => {
      throw new Error('stop');
    };
    expect(await balance(() => fails({ name: 'thrown', evaluate: thrown }))).toEqual([0, 0]);
    const short = (): LossResult => ({ value: 0, gradient: new Float32Array(1) });
    expect(await balance(() => fails({ name: 'short', evaluate: short }))).toEqual([0, 0]);
    const few = { ...batch, images: batch.images.slice(1) };
    const refused = (): Promise<unknown> => expect(differentiate(network, few, weights)).rejects.toThrow('do not fit');
    expect(await balance(refused)).toEqual([0, 0]);
  });

  it('leave the arrays they are given alone', async () => {
    const before = [weights.parameters, weights.statistics, batch.images].map((values) => values.slice());
    const network = made(plan.graph);
    await differentiate(network, batch, weights);
    await network.forward({ subnet: 0, weights, batch });
    expect([weights.parameters, weights.statistics, batch.images]).toEqual(before);
  });
}

function repeat({ made }: Subject): void {
  it('give the same bits twice', async () => {
    const { plan, batch, weights } = prepared(smallResnet(), 16);
    const network = made(plan.graph);
    const first = await differentiate(network, batch, weights);
    expect(await differentiate(network, batch, weights)).toEqual(first);
  });

  it('work for batches of other sizes', async () => {
    const { plan, weights } = prepared(mixedGraph());
    const network = made(plan.graph);
    for (const size of [1, 3]) {
      const { batch } = prepared(mixedGraph(), size);
      expect((await differentiate(network, batch, weights)).logits.length).toBe(size * 3);
    }
  });
}

function refuse({ made }: Subject): void {
  const { plan, batch, weights } = prepared(mixedGraph());

  it('are refused after the network is disposed', async () => {
    const network = made(plan.graph);
    network.dispose();
    await expect(differentiate(network, batch, weights)).rejects.toThrow('disposed');
  });

  it('name what cannot be run', () => {
    const odd = { name: 'odd', nodes: [...plan.graph.nodes, { name: 'x', operation: { op: 'fft' }, inputs: [] }] };
    expect(made(plan.graph).refuses(odd as unknown as Graph)).toEqual(["x: the operation 'fft' is not known."]);
    expect(made(plan.graph).refuses(smallResnet())).toEqual([]);
  });
}
