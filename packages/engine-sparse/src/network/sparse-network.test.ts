import { AltsparseError, type Graph, GraphBuilder, type Loss, planGraph, type SubnetWeights } from '@altsparse/core';
import { mixedGraph, plainCrossEntropy, prepared, smallResnet } from '@altsparse/testing/graphs';
import { afterEach, describe, expect, it } from 'vitest';
import { machineOf, masked, passOf, reference, relativeError } from '../conformance/subject.test.kit.ts';
import { type SparseNetwork, type SparseNetworkOptions, sparseNetwork } from './sparse-network.ts';

const made: SparseNetwork[] = [];
afterEach(() => {
  for (const network of made.splice(0)) network.dispose();
});

async function networkOf(options: Omit<SparseNetworkOptions, 'machine'>, threads = 2): Promise<SparseNetwork> {
  const network = sparseNetwork({ ...options, machine: await machineOf(threads) });
  made.push(network);
  return network;
}

const resnet = prepared(smallResnet(), 6);
const { plan, batch, weights } = resnet;
/** Only what the mask keeps. */
const keptOf = ({ mask }: SubnetWeights, gradient: Float32Array): Float32Array =>
  gradient.map((slope, at) => (mask[at] === 0 ? 0 : slope));

describe('masks', () => {
  const layer = (name: string) => plan.parameters.find((one) => one.name === `${name}/kernel`)!;
  const inside = (name: string, at: number): boolean =>
    at >= layer(name).offset && at < layer(name).offset + layer(name).length;
  const masks: Readonly<Record<string, (at: number) => boolean>> = {
    'that keep all': () => true,
    'that keep a third': (at) => at % 3 === 1,
    'with an empty filter': (at) => !(inside('a1', at) && at % 4 === 2),
    'with an empty layer': (at) => !inside('a1', at),
    'with an empty layer of stride 2': (at) => !inside('b1', at),
    'that keep nothing': () => false,
  };

  describe.each(Object.keys(masks))('%s', (name) => {
    const subject = masked(weights, masks[name]!, 3);

    it.each(['kept', 'all'] as const)('have the gradient of the TensorFlow engine at %s positions', async (want) => {
      const found = await passOf(await networkOf({ plan }), { batch, weights: subject, want });
      const expected = await passOf(await reference(plan.graph), { batch, weights: subject });
      const part = (gradient: Float32Array) => (want === 'all' ? gradient : keptOf(subject, gradient));
      expect(relativeError(found.logits, expected.logits)).toBeLessThan(1e-4);
      expect(relativeError(part(found.gradient), part(expected.gradient))).toBeLessThan(1e-3);
    });
  });

  it('give the same in blocks of four filters as in lists of one, to within rounding', async () => {
    const subject = masked(weights, (at) => at % 3 !== 1, 3);
    const [single, blocks] = [await networkOf({ plan, denseBelow: 0 }), await networkOf({ plan, denseBelow: 1 })];
    const [a, b] = [
      await passOf(single, { batch, weights: subject }),
      await passOf(blocks, { batch, weights: subject }),
    ];
    expect(relativeError(a.gradient, b.gradient)).toBeLessThan(1e-5);
  });
});

describe('a lent array', () => {
  const filters = masked(weights, (at) => at % 3 === 1, 4);

  it('takes the gradient where the mask is 1 and where nothing is masked, whatever was there, and nothing else', async () => {
    const network = await networkOf({ plan });
    const lent = weights.parameters.map((_, at) => (filters.mask[at] === 0 ? 0 : 7));
    const ask = { subnet: 0, weights: filters, batch, loss: plainCrossEntropy, noise: 7 } as const;
    const fresh = await network.differentiate({ ...ask, want: 'kept' });
    const found = await network.differentiate({ ...ask, want: 'kept', into: lent });
    expect(found.gradient).toBe(lent);
    expect(found).toEqual(fresh);
    expect(found.restricted).toBe(true);
    expect(found.gradient).toEqual(keptOf(filters, found.gradient));
  });

  it('is left alone where all positions are asked for', async () => {
    const network = await networkOf({ plan });
    const lent = new Float32Array(plan.parameterCount);
    const ask = { subnet: 0, weights: filters, batch, loss: plainCrossEntropy, noise: 7 } as const;
    const found = await network.differentiate({ ...ask, want: 'all', into: lent });
    expect(lent.every((one) => one === 0)).toBe(true);
    expect(found.gradient).not.toBe(lent);
    expect(found.restricted).toBe(false);
  });
});

describe('sub-nets', () => {
  it('do not disturb each other, whatever is asked and however masks change', async () => {
    const network = await networkOf({ plan });
    const subjects = [1, 2, 3].map((subnet) => masked(weights, (at) => at % (subnet + 1) !== 0, subnet));
    const alone = await Promise.all(
      subjects.map(async (subject) => passOf(await networkOf({ plan }), { batch, weights: subject, want: 'kept' })),
    );
    for (let round = 0; round < 2; round++)
      for (const [subnet, subject] of subjects.entries()) {
        await passOf(network, { batch, weights: subject, subnet, want: 'all' });
        await network.forward({ subnet, weights: subject, batch });
        const found = await passOf(network, { batch, weights: subject, subnet, want: 'kept' });
        expect(found.logits).toEqual(alone[subnet]!.logits);
        expect(keptOf(subject, found.gradient)).toEqual(keptOf(subject, alone[subnet]!.gradient));
      }
    const moved = await passOf(network, { batch, weights: { ...subjects[1]!, maskVersion: 9 }, subnet: 0 });
    expect(moved.logits).toEqual(alone[1]!.logits);
  });

  it('take the mask that they are given, also another one of the same version', async () => {
    const network = await networkOf({ plan });
    const [first, second] = [masked(weights, (at) => at % 2 === 0, 1), masked(weights, (at) => at % 2 === 1, 1)];
    await passOf(network, { batch, weights: first });
    const found = await passOf(network, { batch, weights: second });
    expect(found.logits).toEqual((await passOf(await networkOf({ plan }), { batch, weights: second })).logits);
  });
});

describe('memory', () => {
  it('does not grow with steps, nor with masks that change and do not grow', async () => {
    const network = await networkOf({ plan });
    const step = async (round: number): Promise<void> => {
      const subject = masked(weights, (at) => at % 4 === round % 4, round);
      for (const want of ['kept', 'all'] as const) await passOf(network, { batch, weights: subject, want });
      await network.forward({ subnet: 0, weights: subject, batch });
    };
    for (let round = 0; round < 4; round++) await step(round);
    const before = network.peakBytes;
    for (let round = 4; round < 12; round++) await step(round);
    expect(network.peakBytes).toBe(before);
    expect(before).toBeGreaterThan(4 * 2 * plan.parameterCount);
  });

  it('of smaller batches and of evaluation is that of the largest', async () => {
    const network = await networkOf({ plan });
    const large = prepared(smallResnet(), 33);
    await passOf(network, { batch: large.batch, weights });
    const before = network.peakBytes;
    await passOf(network, { batch, weights });
    await network.forward({ subnet: 0, weights, batch });
    expect(network.peakBytes).toBe(before);
  });
});

describe('calls', () => {
  it('give the same bits twice, also after other sizes', async () => {
    const network = await networkOf({ plan });
    const first = await passOf(network, { batch, weights });
    for (const size of [1, 40, 16]) await passOf(network, { batch: prepared(smallResnet(), size).batch, weights });
    expect(await passOf(network, { batch, weights })).toEqual(first);
    expect(await passOf(await networkOf({ plan }), { batch, weights })).toEqual(first);
  });

  it('give arrays of their own and leave alone what they are given', async () => {
    const network = await networkOf({ plan });
    const before = [weights.parameters, weights.statistics, weights.mask, batch.images].map((one) => one.slice());
    const first = await passOf(network, { batch, weights });
    const copy = structuredClone(first);
    await passOf(network, { batch, weights: masked(weights, (at) => at % 2 === 0, 5) });
    await network.forward({ subnet: 0, weights, batch });
    expect(first).toEqual(copy);
    expect([weights.parameters, weights.statistics, weights.mask, batch.images]).toEqual(before);
  });

  it('work again after a loss that throws or has too short a gradient', async () => {
    const network = await networkOf({ plan });
    const expected = await passOf(network, { batch, weights });
    const thrown = (): never => {
      throw new Error('stop');
    };
    const fails = (loss: Loss): Promise<unknown> =>
      network.differentiate({ subnet: 0, weights, batch, loss, want: 'all', noise: 7 });
    await expect(fails({ name: 'thrown', evaluate: thrown })).rejects.toThrow('stop');
    const short = { name: 'short', evaluate: () => ({ value: 0, gradient: new Float32Array(1) }) };
    await expect(fails(short)).rejects.toThrow(/^short: .* fit the logits/);
    expect(await passOf(network, { batch, weights })).toEqual(expected);
  });

  it('are refused for images that do not fit, and after the network is disposed', async () => {
    const network = await networkOf({ plan });
    const few = { ...batch, images: batch.images.slice(1) };
    await expect(passOf(network, { batch: few, weights })).rejects.toThrow('do not fit');
    network.dispose();
    network.dispose();
    await expect(passOf(network, { batch, weights })).rejects.toThrow('disposed');
    await expect(network.forward({ subnet: 0, weights, batch })).rejects.toThrow('disposed');
  });
});

describe('a network', () => {
  it('is named after its machine', async () => {
    const machine = await machineOf(1);
    made.push(sparseNetwork({ plan, machine }));
    expect(made[0]?.engine).toBe(`sparse-${machine.name}`);
  });

  it('refuses what the kernels cannot run, when it is asked and when it is made', async () => {
    const net = new GraphBuilder('soft', [4]);
    net.dense('head', net.activation('act', net.input, 'softmax'), 2);
    const line = 'act: there is no kernel of softmax inside a model.';
    expect((await networkOf({ plan })).refuses(net.build())).toEqual([line]);
    await expect(networkOf({ graph: net.build() })).rejects.toThrow(line);
  });

  it('needs a graph or a plan', async () => {
    await expect(networkOf({})).rejects.toThrow('needs a graph or a plan');
  });

  it('has a machine of its own', async () => {
    const machine = await machineOf(1);
    made.push(sparseNetwork({ plan, machine }));
    expect(() => sparseNetwork({ plan, machine })).toThrow(AltsparseError);
  });
});

describe('dropout', () => {
  const graph = (): Graph => {
    const net = new GraphBuilder('drop', [40]);
    const dropped = net.node('drop', { op: 'dropout', rate: 0.25 }, net.input);
    net.dense('head', dropped, 1, { bias: false });
    return net.build();
  };
  const ones = { size: 50, images: new Float32Array(2000).fill(1), labels: new Int32Array(50) };
  const dropPlan = planGraph(graph());
  const equal: SubnetWeights = {
    ...{ parameters: new Float32Array(40).fill(0.75), statistics: new Float32Array(0) },
    ...{ mask: new Uint8Array(40).fill(1), maskVersion: 0 },
  };
  const ask = async (network: SparseNetwork, noise: number): Promise<Float32Array> =>
    (await passOf(network, { batch: ones, weights: equal, noise })).logits;

  it('drops the share it is told, scales the rest up, and does nothing in evaluation', async () => {
    const network = await networkOf({ plan: dropPlan });
    const logits = await ask(network, 1);
    // each of 2000 values is 0 with probability 1/4, else 4/3 · 3/4 = 1: 1500 expected, deviation 19.4
    expect(Math.abs(logits.reduce((sum, one) => sum + one) - 1500)).toBeLessThan(100);
    expect(logits.every((one) => Math.abs(one - Math.round(one)) < 1e-4)).toBe(true);
    const whole = await network.forward({ subnet: 0, weights: equal, batch: ones });
    expect(whole.every((one) => Math.abs(one - 30) < 1e-3)).toBe(true);
  });

  it('draws by the noise alone', async () => {
    const network = await networkOf({ plan: dropPlan });
    const first = await ask(network, 1);
    expect(await ask(network, 2)).not.toEqual(first);
    expect(await ask(network, 1)).toEqual(first);
    expect(await ask(await networkOf({ plan: dropPlan }, 3), 1)).toEqual(first);
  });
});

describe('derivatives', () => {
  // tanh throughout: finite differences need a smooth function
  const smooth = (graph: Graph): Graph => ({
    ...graph,
    nodes: graph.nodes.map((node) =>
      node.operation.op === 'activation' ? { ...node, operation: { op: 'activation', kind: 'tanh' } as const } : node,
    ),
  });

  it.each([
    ['a residual network', smooth(smallResnet())],
    ['a graph of all other operations, with dropout', smooth(mixedGraph())],
  ])('of %s are those of finite differences along random directions', async (_, graph) => {
    const subject = prepared(graph, 5);
    const network = await networkOf({ plan: subject.plan });
    const { gradient } = await passOf(network, subject);
    for (let trial = 0; trial < 5; trial++) {
      const direction = gradient.map((_slope, at) => Math.sin(at * (trial + 1.3) + trial));
      const size = 1e-2 / Math.hypot(...direction);
      const lossAt = async (step: number): Promise<number> => {
        const parameters = subject.weights.parameters.map((value, at) => value + step * size * direction[at]!);
        return (await passOf(network, { ...subject, weights: { ...subject.weights, parameters } })).loss;
      };
      const slope = ((await lossAt(1)) - (await lossAt(-1))) / (2 * size);
      const expected = gradient.reduce((sum, one, at) => sum + one * direction[at]!, 0);
      expect(Math.abs(slope - expected)).toBeLessThan(1e-2 * Math.hypot(...gradient) * Math.hypot(...direction));
    }
  });
});
