import { createHash } from 'node:crypto';
import {
  alternating,
  type BatchSource,
  cosineRate,
  crossEntropy,
  initialParameters,
  joint,
  keepAll,
  type Moment,
  planGraph,
  type RunResult,
  type StageOptions,
  type Strategy,
  sandwich,
  sgd,
  train,
} from '@altsparse/core';
import { batches } from '@altsparse/data';
import { loadDataset } from '@altsparse/data/node';
import { tfjsNetwork } from '@altsparse/engine';
import { resolveEngine } from '@altsparse/engine/node';
import { cagrad, projection } from '@altsparse/gc-projection';
import { smallConv } from '@altsparse/models';
import { ast, granet } from '@altsparse/prune-granet';
import { plugin as groups } from '@altsparse/prune-nm';
import { beforeAll, describe, expect, it } from 'vitest';

const STEPS = 30;
const SEED = 7;
const plan = planGraph(smallConv.build({ classes: 10 }));
const dense: Strategy = { name: 'dense', initialSparsity: 0, initial: keepAll, moves: [] };

let data: BatchSource;
let tf: Awaited<ReturnType<typeof resolveEngine>>['tf'];
beforeAll(async () => {
  const { train: images, mean, deviation } = await loadDataset('digits');
  data = batches({ images, batchSize: 8, seed: SEED, shuffle: true, normalise: { mean, deviation } });
  ({ tf } = await resolveEngine({ prefer: 'wasm' }));
});

type Part = Omit<StageOptions, 'data' | 'length'> & Partial<Pick<StageOptions, 'length'>>;

async function trained(part: Part, keep?: (moment: Moment) => void): Promise<RunResult> {
  const network = tfjsNetwork({ plan, tf });
  const stages = [{ length: STEPS, data, ...part }];
  const result = await train({ model: plan, network, seed: SEED, stages, ...(keep && { keeper: { keep } }) }).result;
  network.dispose();
  return result;
}

/** All bits that training left. */
function bitsOf({ store }: RunResult): string {
  const hash = createHash('sha256');
  const parts = [store.masters, store.statistics, ...store.masks, ...[...store.slots.values()].flat()];
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

const timing = { every: 4, until: 20, initialSparsity: 0.3 } as const;

describe('bit for bit', () => {
  it('alternating with one sub-net is joint with one sub-net', async () => {
    const part = { subnets: [0.8], strategy: ast(timing), surgery: projection() };
    const one = await trained({ ...part, scheduler: alternating() });
    expect(bitsOf(one)).toBe(bitsOf(await trained({ ...part, scheduler: joint() })));
    expect(bitsOf(one)).not.toBe(bitsOf(await trained({ ...part, subnets: [0.7] })));
  });

  it("AST with one sub-net and GraNet's timing is GraNet", async () => {
    const one = await trained({ subnets: [0.8], strategy: ast({ ...timing, place: 'afterUpdate' }) });
    const other = await trained({ subnets: [0.8], strategy: granet(timing) });
    expect(bitsOf(one)).toBe(bitsOf(other));
    // the paper's place, before the update, is another matter
    expect(bitsOf(one)).not.toBe(bitsOf(await trained({ subnets: [0.8], strategy: ast(timing) })));
  });

  it('a sandwich of all sub-nets without distillation is joint training, and so is CAGrad with radius 0', async () => {
    const part = { subnets: [0.5, 0.7, 0.9], strategy: ast(timing), unreached: 'allow' } as const;
    const plain = bitsOf(await trained({ ...part, scheduler: joint() }));
    expect(bitsOf(await trained({ ...part, scheduler: sandwich({ distill: false }) }))).toBe(plain);
    expect(bitsOf(await trained({ ...part, scheduler: joint(), surgery: cagrad({ radius: 0 }) }))).toBe(plain);
    expect(bitsOf(await trained({ ...part, scheduler: sandwich() }))).not.toBe(plain);
    expect(bitsOf(await trained({ ...part, scheduler: joint(), surgery: cagrad() }))).not.toBe(plain);
  });
});

describe('N:M of 4:4', () => {
  const parts = (groups.contributes.strategies ?? []).map((one) => [one.name, one] as const);
  const made = (part: (typeof parts)[number][1], keep: number): Strategy => {
    const multiples = { in: 1, out: 1 };
    return part.create(part.options.parse({ multiples, patterns: [{ keep, groupSize: 4 }] }) as never);
  };

  it.each(parts)('under %s is dense: masters, statistics, masks and slots, bit for bit', async (name, part) => {
    const plain = await trained({ subnets: [0], strategy: dense });
    expect(bitsOf(await trained({ subnets: [0], strategy: made(part, 4) }))).toBe(bitsOf(plain));
    expect(plain.store.statistics.length).toBeGreaterThan(0);
    const other = await trained({ subnets: [0.25], strategy: made(part, 3) });
    expect(bitsOf(other), `${name} of 3:4`).not.toBe(bitsOf(plain));
  });
});

describe('one dense sub-net', () => {
  it('is plain training: stochastic gradient descent with momentum and decay, written out', async () => {
    const [peak, momentum, decay] = [0.05, 0.9, 5e-4];
    const { store } = await trained({
      subnets: [0],
      strategy: dense,
      optimizer: sgd({ momentum }),
      learningRate: cosineRate(peak),
      weightDecay: decay,
    });
    const network = tfjsNetwork({ plan, tf });
    const weights = initialParameters(plan, SEED);
    const first = weights.slice();
    const velocity = new Float64Array(weights.length);
    const mask = new Uint8Array(plan.maskableCount).fill(1);
    for (let step = 0; step < STEPS; step++) {
      const rate = (peak / 2) * (1 + Math.cos((Math.PI * step) / STEPS));
      const { gradient } = await network.differentiate({
        subnet: 0,
        weights: { parameters: weights, statistics: new Float32Array(plan.statisticCount), mask, maskVersion: 0 },
        batch: await data.batch(step),
        loss: crossEntropy(),
        want: 'all',
        noise: 0,
      });
      gradient.forEach((slope, i) => {
        velocity[i] = momentum * (velocity[i] as number) + slope + decay * (weights[i] as number);
        weights[i] = (weights[i] as number) - rate * (velocity[i] as number);
      });
    }
    network.dispose();
    const apart = (a: Float32Array, b: Float32Array): number =>
      Math.max(...a.map((one, i) => Math.abs(one - (b[i] as number))));
    // float32 against float64 velocities over 30 steps; training itself moves weights a thousand times as far
    // the store has its own order: maskable weights first, then what is private to the sub-net
    const found = new Float32Array(weights.length);
    for (const { source, target, length } of store.layout.parameters[0] ?? [])
      found.set(store.masters.subarray(target, target + length), source);
    expect(apart(found, weights)).toBeLessThan(1e-4);
    expect(apart(first, weights)).toBeGreaterThan(0.05);
  });
});

describe('masks of CS', () => {
  it('are nested after every step of a real net, also between the updates of parent and child', async () => {
    const [apart, kept]: [number[], number[][]] = [[], []];
    const strategy = ast({ ...timing, offset: 2, relation: 'cs' });
    await trained({ subnets: [0.5, 0.7, 0.9], strategy, length: 60 }, (moment) => {
      const { masks } = moment.state().store;
      kept.push(masks.map((mask) => mask.reduce((sum, one) => sum + one, 0)));
      masks.slice(1).forEach((child, index) => {
        if (!child.every((one, i) => one === 0 || masks[index]?.[i] === 1)) apart.push(moment.step);
      });
    });
    expect(apart).toEqual([]);
    expect(kept).toHaveLength(60);
    expect(new Set(kept.map(String)).size).toBeGreaterThan(8);
    expect(kept.at(-1)).toEqual([0.5, 0.7, 0.9].map((target) => Math.round(plan.maskableCount * (1 - target))));
  });
});
