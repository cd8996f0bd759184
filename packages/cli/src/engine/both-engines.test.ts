import { type BatchSource, type Network, planGraph, randomStream, type Strategy, sgd, train } from '@altsparse/core';
import { tfjsNetwork } from '@altsparse/engine';
import { resolveEngine } from '@altsparse/engine/node';
import { sparseNetwork } from '@altsparse/engine-sparse';
import { nodeMachine } from '@altsparse/kernels/node';
import { smallResnet } from '@altsparse/testing/graphs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledSources } from '../compose/sources.ts';

const strategies = (await bundledSources()).flatMap(({ contributes }) => contributes.strategies ?? []);
const plan = planGraph(smallResnet());

/** Sixteen images a batch: each of three kinds is brighter in a channel of its own. */
const data: BatchSource = {
  batchesPerEpoch: 8,
  size: 128,
  async batch(index) {
    const random = randomStream(3, 'two engines', index);
    const [rows = 0, columns = 0, channels = 0] = plan.shapes.get(plan.graph.nodes[0]?.name ?? '') ?? [];
    const pixels = rows * columns * channels;
    const labels = Int32Array.from({ length: 16 }, () => random.below(3));
    const brighter = (i: number): boolean => labels[Math.floor(i / pixels)] === i % channels;
    const images = Float32Array.from({ length: 16 * pixels }, (_, i) => random.normal() + (brighter(i) ? 1 : 0));
    return { size: 16, images, labels };
  },
};

let tensorflow: Network;
let sparse: Network;
beforeAll(async () => {
  const { tf } = await resolveEngine({ prefer: 'wasm' });
  tensorflow = tfjsNetwork({ plan, tf });
  sparse = sparseNetwork({ plan, machine: await nodeMachine({ threads: 1 }) });
}, 120_000); // native kernels may be compiled on the way
afterAll(() => {
  tensorflow.dispose();
  sparse.dispose();
});

/** Twenty steps; what the first one left, too. */
async function trained(network: Network, strategy: Strategy) {
  const wants: string[] = [];
  const asked: Network = {
    ...network,
    differentiate(request) {
      wants.push(request.want);
      return network.differentiate(request);
    },
  };
  const stores: { readonly masks: readonly Uint8Array[]; readonly masters: Float32Array }[] = [];
  const [subnets, optimizer] = [[0.5, 0.75], sgd({ momentum: 0.9 })];
  const stage = {
    subnets,
    strategy,
    data,
    optimizer,
    length: 20,
    learningRate: () => 0.01,
    unreached: 'allow',
  } as const;
  const keeper = {
    keep: ({ state }: { state(): { store: (typeof stores)[number] } }) =>
      void stores.push(structuredClone(state().store)),
  };
  const run = train({ model: plan, network: asked, seed: 5, stages: [stage], keeper });
  const losses: number[] = [];
  for await (const event of run) if (event.type === 'step') losses.push(...event.trained.map(({ loss }) => loss));
  return { losses, wants, first: stores[0], last: stores.at(-1) };
}

type Trained = Awaited<ReturnType<typeof trained>>;

/** How many bits of masks differ. */
function differences(a: Trained['first'], b: Trained['first']): number {
  const bits = (store: Trained['first']): number[] => store?.masks.flatMap((mask) => [...mask]) ?? [];
  const others = bits(b);
  return bits(a).filter((bit, i) => bit !== others[i]).length;
}

function greatestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((most, one, i) => Math.max(most, Math.abs(one - (b[i] ?? Number.NaN))), 0);
}

describe('both engines', () => {
  it.each(strategies.map((part) => [part.name, part] as const))('train the same with %s', async (name, part) => {
    // ASP's own multiples of 16 and 8 channels are more than this net has
    const options = part.options.parse(name === 'asp' ? { multiples: { in: 1, out: 1 } } : {});
    const make = (): Strategy => part.create(options as never);
    const [expected, found] = [await trained(tensorflow, make()), await trained(sparse, make())];
    expect(differences(found.first, expected.first)).toBe(0);
    expect(greatestDifference(found.losses.slice(0, 1), expected.losses.slice(0, 1))).toBeLessThan(1e-5);
    expect(greatestDifference(found.losses, expected.losses)).toBeLessThan(1e-3);
    const [weights, same] = [found.last?.masters ?? [], expected.last?.masters ?? []];
    expect(greatestDifference(weights, same)).toBeLessThan(1e-3);
    // of two times 990; what is left is ties that rounding breaks
    expect(differences(found.last, expected.last)).toBeLessThanOrEqual(10);
    if (make().gradient === 'straightThrough') expect(new Set(found.wants)).toEqual(new Set(['all']));
  });

  it('have strategies among them that want gradients of all weights in every step', () => {
    const names = strategies.filter((part) => part.create(part.options.parse({}) as never).gradient !== undefined);
    expect(names.map(({ name }) => name)).toEqual(expect.arrayContaining(['sr-ste', 'snfs']));
  });
});
