import { GraphBuilder, type planGraph } from '@altsparse/core';
import type { Machine } from '@altsparse/kernels';
import { plainCrossEntropy, prepared, smallResnet } from '@altsparse/testing/graphs';
import { afterEach, expect, it } from 'vitest';
import { machineOf, masked, passOf } from '../conformance/subject.test.kit.ts';
import { type SparseNetwork, sparseNetwork } from './sparse-network.ts';

const made: SparseNetwork[] = [];
afterEach(() => {
  for (const network of made.splice(0)) network.dispose();
});

/** A machine of this size: what is told of it later is a number of lines. */
function limited(machine: Machine, most: { lines: number }): Machine {
  const refuse = (lines: number): number => {
    if (lines > most.lines) throw Object.assign(new Error('no more'), { code: 'kernels-memory' });
    return machine.reserve(lines);
  };
  return new Proxy(machine, {
    get(target, name) {
      if (name === 'reserve') return refuse;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

async function networkOf(plan: ReturnType<typeof planGraph>, most = { lines: Number.POSITIVE_INFINITY }) {
  const network = sparseNetwork({ plan, machine: limited(await machineOf(2), most) });
  made.push(network);
  return network;
}

it('after a batch that was too large, smaller ones give what they give anywhere, whatever masks have become', async () => {
  const { plan, batch, weights } = prepared(smallResnet(), 6);
  const most = { lines: Number.POSITIVE_INFINITY };
  const network = await networkOf(plan, most);
  await passOf(network, { batch, weights, want: 'kept' });
  most.lines = 2 * (network.peakBytes / 64);
  const large = { ...prepared(smallResnet(), 400), weights };
  for (let time = 0; time < 2; time++)
    await expect(passOf(network, large)).rejects.toMatchObject({ code: 'kernels-memory' });
  for (const [round, keep] of [2, 3, 4].entries())
    for (const want of ['kept', 'all'] as const) {
      const subject = masked(weights, (at) => at % keep !== 0, 10 + round);
      const found = await passOf(network, { batch, weights: subject, want });
      expect(found).toEqual(await passOf(await networkOf(plan), { batch, weights: subject, want }));
    }
});

it('after a mask whose lists were too large, others give what they give anywhere', async () => {
  const net = new GraphBuilder('dense', [1, 1, 8]);
  net.dense('head', net.flatten('flatten', net.dense('wide', net.flatten('in', net.input), 512)), 512);
  const { plan, batch, weights } = prepared(net.build(), 2);
  const most = { lines: Number.POSITIVE_INFINITY };
  const network = await networkOf(plan, most);
  const few = [0, 1].map((version) => masked(weights, (at) => at % 500 === version, version));
  const ask = { batch, loss: plainCrossEntropy, noise: 1, want: 'kept', subnet: 0 } as const;
  await network.differentiate({ ...ask, weights: few[0]! });
  most.lines = network.peakBytes / 64 + 10;
  for (let time = 0; time < 2; time++)
    await expect(network.differentiate({ ...ask, weights })).rejects.toMatchObject({ code: 'kernels-memory' });
  for (const subnet of [0, 1])
    for (const subject of few) {
      most.lines = Number.POSITIVE_INFINITY;
      const found = await network.differentiate({ ...ask, subnet, weights: subject });
      expect(found).toEqual(await (await networkOf(plan)).differentiate({ ...ask, weights: subject }));
    }
});
