import { describe, expect, it } from 'vitest';
import type { Batch, BatchSource } from '../data/batch.ts';
import { initialParameters } from '../graph/initial-parameters.ts';
import { crossEntropy } from '../loss/cross-entropy.ts';
import type { Network } from '../network/network.ts';
import { sgd } from '../optimizer/sgd.ts';
import { constantRate } from '../schedule/learning-rate.ts';
import { joint } from '../schedule/scheduler.ts';
import { algebraWith } from '../store/algebra.ts';
import { hostLists } from '../store/algebra-at.ts';
import { plainNetwork } from './plain-network.test.kit.ts';
import type { StageOptions } from './stage.ts';
import { dense, toyData, toyPlan, withMasks } from './toy.test.kit.ts';
import { train } from './train.ts';

const plan = toyPlan({ norm: false });
const network = plainNetwork(plan);
const plainSgd: Partial<StageOptions> = { optimizer: sgd({ momentum: 0 }), learningRate: constantRate(1) };

async function mastersAfter(stage: Partial<StageOptions>, by: Network = network): Promise<Float32Array> {
  const options: StageOptions = { subnets: [0], strategy: dense, data: toyData(), length: 1, ...plainSgd, ...stage };
  return (await train({ model: plan, network: by, seed: 5, stages: [options] }).result).store.masters;
}

/** The slow way: what the network says of first weights on one batch. */
async function firstGradient(batch: Batch): Promise<Float32Array> {
  const mask = new Uint8Array(plan.maskableCount).fill(1);
  const weights = { parameters: initialParameters(plan, 5), statistics: new Float32Array(0), mask, maskVersion: 0 };
  return (await network.differentiate({ subnet: 0, weights, batch, loss: crossEntropy(), want: 'all', noise: 0 }))
    .gradient;
}

function expectClose(found: Float32Array, expected: ArrayLike<number>): void {
  expect(found).toHaveLength(expected.length);
  const furthest = found.reduce((most, value, i) => Math.max(most, Math.abs(value - (expected[i] as number))), 0);
  expect(furthest).toBeLessThan(1e-5);
}

describe('an update', () => {
  it('is made by the operations that the network brings, to the same bits', async () => {
    const lengths: number[] = [];
    const algebra = algebraWith({
      ...hostLists,
      combine(out, parts, listed) {
        if (listed !== undefined) lengths.push(listed.places.length);
        hostLists.combine(out, parts, listed);
      },
    });
    const mask = Uint8Array.from({ length: plan.maskableCount }, (_, i) => (i % 3 === 0 ? 1 : 0));
    const options: Partial<StageOptions> = { strategy: withMasks([mask]), length: 3 };
    const own = await mastersAfter(options);
    const found = await mastersAfter(options, { ...network, algebra });
    expect(lengths.length).toBeGreaterThan(0);
    expect(new Uint32Array(found.buffer)).toEqual(new Uint32Array(own.buffer));
  });

  it('subtracts rate times gradient', async () => {
    const gradient = await firstGradient(await toyData().batch(0));
    expectClose(
      await mastersAfter({}),
      initialParameters(plan, 5).map((w, i) => w - (gradient[i] as number)),
    );
  });

  it('takes the sum of the gradients of all sub-nets of a turn', async () => {
    // three sub-nets without masks have the same gradient, so the sum is three times it
    const gradient = await firstGradient(await toyData().batch(0));
    const found = await mastersAfter({ subnets: [0, 0, 0], scheduler: joint() });
    expectClose(
      found,
      initialParameters(plan, 5).map((w, i) => w - 3 * (gradient[i] as number)),
    );
  });

  it('gives a weight, jointly, the gradients of those sub-nets that have it and no other', async () => {
    const masks = [0, 1].map((own) =>
      Uint8Array.from({ length: plan.maskableCount }, (_, i) => (i % 3 === own || i % 3 === 2 ? 1 : 0)),
    );
    const strategy = withMasks(masks, { policies: { nowhere: 'keep' } });
    const alone = await Promise.all(
      masks.map(async (mask) =>
        (await mastersAfter({ strategy: withMasks([mask], { policies: { nowhere: 'keep' } }) })).slice(),
      ),
    );
    const first = initialParameters(plan, 5);
    const found = await mastersAfter({ subnets: [0, 0], strategy, scheduler: joint() });
    expectClose(
      found,
      first.map((w, i) => w + alone.reduce((sum, other) => sum + ((other[i] as number) - w), 0)),
    );
    // of single sub-nets, weights outside the mask did not move
    expect(alone[0]?.[1]).toBe(first[1]);
    expect(alone[0]?.[0]).not.toBe(first[0]);
  });

  it('clips the norm over all parameters', async () => {
    const gradient = await firstGradient(await toyData().batch(0));
    const norm = Math.hypot(...gradient);
    const found = await mastersAfter({ clipNorm: norm / 4 });
    expectClose(
      found,
      initialParameters(plan, 5).map((w, i) => w - (gradient[i] as number) / 4),
    );
    expect(await mastersAfter({ clipNorm: 2 * norm })).toEqual(await mastersAfter({}));
  });

  it('decays what is not excluded by name', async () => {
    const gradient = await firstGradient(await toyData().batch(0));
    const found = await mastersAfter({ weightDecay: { rate: 0.5, exclude: 'head/*' } });
    const head = new Set(
      plan.parameters
        .filter((one) => one.node === 'head')
        .flatMap((one) => Array.from({ length: one.length }, (_, i) => one.offset + i)),
    );
    expectClose(
      found,
      initialParameters(plan, 5).map((w, i) => w - (gradient[i] as number) - (head.has(i) ? 0 : 0.5 * w)),
    );
  });
});

describe('accumulation', () => {
  it('of two batches is one batch twice as large', async () => {
    const small = toyData({ batches: 2, size: 4 });
    const [first, second] = [await small.batch(0), await small.batch(1)];
    const big: Batch = {
      size: 8,
      images: Float32Array.from([...first.images, ...second.images]),
      labels: Int32Array.from([...first.labels, ...second.labels]),
    };
    const data: BatchSource = { batchesPerEpoch: 1, size: 8, batch: async () => big };
    expectClose(await mastersAfter({ data: small, accumulate: 2 }), await mastersAfter({ data }));
  });

  it('counts each image once where the last batch is smaller', async () => {
    const [whole, part] = [await toyData({ size: 8 }).batch(0), await toyData({ size: 2 }).batch(1)];
    const uneven: BatchSource = {
      batchesPerEpoch: 2,
      size: 10,
      batch: async (index) => (index % 2 === 0 ? whole : part),
    };
    const big: Batch = {
      size: 10,
      images: Float32Array.from([...whole.images, ...part.images]),
      labels: Int32Array.from([...whole.labels, ...part.labels]),
    };
    const data: BatchSource = { batchesPerEpoch: 1, size: 10, batch: async () => big };
    expectClose(await mastersAfter({ data: uneven, accumulate: 2 }), await mastersAfter({ data }));
  });

  it('makes an epoch shorter: five batches in twos are three steps', async () => {
    const run = train({
      model: plan,
      network,
      stages: [{ subnets: [0], strategy: dense, data: toyData({ batches: 5 }), accumulate: 2, length: { epochs: 1 } }],
    });
    expect((await run.result).steps).toBe(3);
  });
});
