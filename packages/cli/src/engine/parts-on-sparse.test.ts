import type { Contribution, GraphPlan, Network, Strategy } from '@altsparse/core';
import { sparseNetwork } from '@altsparse/engine-sparse';
import { nodeMachine } from '@altsparse/kernels/node';
import { checkStrategy, checkSurgery, groupsOf, type StrategyOptions } from '@altsparse/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledSources } from '../compose/sources.ts';

// Schedulers are not here: what is checked of them is the order of turns, and nothing computes in that.
const sources = await bundledSources();
const strategies = sources.flatMap(({ contributes }) => contributes.strategies ?? []);
const surgeries = sources.flatMap(({ contributes }) => contributes.surgery ?? []);

/** One for each net of the kit, for all runs: what a run leaves behind in one must not reach the next. */
const networks = new Map<GraphPlan, Network>();
let network: (plan: GraphPlan) => Network;
let steps = 0;

beforeAll(async () => {
  const machines = await Promise.all([1, 2].map(() => nodeMachine({ threads: 1 })));
  network = (plan) => {
    const known = networks.get(plan);
    if (known !== undefined) return known;
    const machine = machines[networks.size];
    if (machine === undefined) throw new Error('The kit has more nets than there are machines.');
    const made = listening(sparseNetwork({ plan, machine }));
    networks.set(plan, made);
    return made;
  };
}, 120_000); // native kernels may be compiled on the way
afterAll(() => {
  for (const one of networks.values()) one.dispose();
});

/** Counts passes; where a gradient says that it is restricted to the mask, it must be. */
function listening(sparse: Network): Network {
  return {
    ...sparse,
    async differentiate(request) {
      steps++;
      const pass = await sparse.differentiate(request);
      const { mask } = request.weights;
      if (request.want === 'kept' && pass.restricted !== true) throw new Error('A gradient is not restricted.');
      if (pass.restricted === true && pass.gradient.some((one, i) => mask[i] === 0 && one !== 0))
        throw new Error('A restricted gradient is not 0 outside the mask.');
      return pass;
    },
  };
}

/** What a strategy is told in its own package's tests, too. */
function optionsOf({ name }: Contribution<Strategy>, { invariants = [] }: Strategy): StrategyOptions {
  // A lottery runs its stage again and again.
  if (name === 'lottery') return { steps: 6 };
  if (!invariants.includes('pattern')) return {};
  const groupSizeOf = (target: number): number => (target === 0.875 ? 8 : 4);
  const remainder = 'short';
  return {
    options: { multiples: { in: 1, out: 1 }, remainder },
    targets: [0.5, 0.75, 0.875],
    units: (target) =>
      groupsOf({ keep: (1 - target) * groupSizeOf(target), groupSize: groupSizeOf(target), remainder }),
    refuses: ['sparsity nearly 1'],
  };
}

const named = <Part extends { readonly name: string }>(parts: readonly Part[]) =>
  parts.map((part) => [part.name, part] as const);

describe('on the sparse engine', () => {
  it.each(named(strategies))('the strategy %s conforms', async (_, part) => {
    const before = steps;
    const options = optionsOf(part, part.create(part.options.parse({}) as never));
    expect(await checkStrategy(part, { ...options, network: (plan) => network(plan) })).toEqual([]);
    expect(steps - before).toBeGreaterThan(500);
  });

  it.each(named(surgeries))('the surgery %s conforms', async (_, part) => {
    const before = steps;
    expect(await checkSurgery(part, { network: (plan) => network(plan) })).toEqual([]);
    expect(steps - before).toBeGreaterThan(100);
  });
});
