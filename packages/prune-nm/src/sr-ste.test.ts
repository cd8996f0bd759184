import { type BatchSource, keepAll, type Strategy, sgd, train } from '@altsparse/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asp } from './asp.ts';
import { linearLoss, linearNetwork, linearPlan } from './linear-network.test.kit.ts';
import { sparsest } from './slow-groups.test.kit.ts';
import { srSte } from './sr-ste.ts';

const layers = [
  { offset: 0, rows: 8, columns: 1 },
  { offset: 8, rows: 8, columns: 1 },
];
const plan = linearPlan(8, 1, 1);
const [rate, momentum, decay] = [0.1, 0.9, 0.01];

/** Batches whose gradient is as given: one image a row, 1 there and 0 elsewhere. */
function dataOf(gradients: readonly (readonly number[])[]): BatchSource {
  return {
    batchesPerEpoch: gradients.length,
    size: gradients.length * 8,
    async batch(step) {
      const images = Float32Array.from({ length: 64 }, (_, i) => (i % 9 === 0 ? 1 : 0));
      const wanted = gradients[step % gradients.length] ?? [];
      const targets = Float32Array.from({ length: 16 }, (_, i) => 8 * (wanted[(i % 2) * 8 + Math.floor(i / 2)] ?? 0));
      return { size: 8, images, labels: new Int32Array(8), targets };
    },
  };
}

async function trained(strategy: Strategy, gradients: readonly (readonly number[])[], subnets = [0.5]) {
  const masks: number[][] = [];
  const observer = {
    name: 'masks',
    observe: (event: { readonly type: string }) => {
      if (event.type === 'mask') masks.push([]);
    },
  };
  const stage = {
    subnets,
    strategy,
    data: dataOf(gradients),
    learningRate: () => rate,
    optimizer: sgd({ momentum }),
    weightDecay: decay,
    loss: linearLoss,
    length: gradients.length,
  };
  const run = train({ model: plan, network: linearNetwork(plan), stages: [stage], observers: [observer] });
  const { store } = await run.result;
  return { weights: [...store.masters.subarray(0, 16)], mask: [...(store.masks[0] ?? [])], changes: masks.length };
}

/** The published rule in plain arrays: mask, g + λ (1 − mask) w, then SGD as PyTorch has it. */
function slowSrSte(gradients: readonly (readonly number[])[], lambda: number) {
  const weights = new Array<number>(16).fill(0);
  const velocity = new Array<number>(16).fill(0);
  let mask: number[] = [];
  for (const gradient of gradients) {
    mask = sparsest(layers, weights, 2, 4);
    for (let i = 0; i < 16; i++) {
      const pulled = (gradient[i] ?? 0) + lambda * (1 - (mask[i] ?? 0)) * (weights[i] ?? 0);
      velocity[i] = momentum * (velocity[i] ?? 0) + pulled + decay * (weights[i] ?? 0);
      weights[i] = (weights[i] ?? 0) - rate * (velocity[i] ?? 0);
    }
  }
  return { weights, mask };
}

const gradient = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 16, maxLength: 16 });

describe('sr-ste', () => {
  it('makes the published update: g + λ · (1 − mask) · w, through momentum, for any λ', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(gradient, { minLength: 3, maxLength: 8 }),
        fc.constantFrom(0, 2e-4, 0.5),
        async (gradients, lambda) => {
          const found = await trained(srSte({ decay: lambda }), gradients);
          const slow = slowSrSte(gradients, lambda);
          for (const [i, weight] of slow.weights.entries()) expect(found.weights[i]).toBeCloseTo(weight, 3);
          expect(found.changes).toBe(gradients.length);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('makes this update: −0.1, 0.4, 0.3, 0.2 at λ = 0.5', async () => {
    const first = [1, -4, -3, -2, ...new Array(12).fill(0)];
    const found = await trained(srSte({ decay: 0.5 }), [first, new Array(16).fill(0)]);
    // step 0: w = −0.1 g = −0.1, 0.4, 0.3, 0.2. Step 1: 0.4 and 0.3 stay in the mask;
    // v = 0.9 g + 0.01 w, and 0.5 w more for −0.1 and 0.2: w − 0.1 v
    expect(found.mask.slice(0, 4)).toEqual([0, 1, 1, 0]);
    const expected = [
      -0.1 - 0.1 * (0.9 + 0.51 * -0.1),
      0.4 - 0.1 * (-3.6 + 0.01 * 0.4),
      0.3 - 0.1 * (-2.7 + 0.01 * 0.3),
      0.2 - 0.1 * (-1.8 + 0.51 * 0.2),
    ];
    for (const [i, weight] of expected.entries()) expect(found.weights[i]).toBeCloseTo(weight, 6);
  });

  it('of 4:4 is plain training, bit for bit', async () => {
    const dense: Strategy = { name: 'dense', initialSparsity: 0, initial: keepAll, moves: [] };
    const gradients = Array.from({ length: 6 }, (_, step) =>
      Array.from({ length: 16 }, (_one, i) => ((step * 7 + i * 5) % 11) - 5),
    );
    expect((await trained(srSte(), gradients, [0])).weights).toEqual((await trained(dense, gradients, [0])).weights);
  });
});

describe('asp', () => {
  it('chooses once from the dense net before it, and fine-tunes under that mask alone', async () => {
    const dense: Strategy = { name: 'dense', initialSparsity: 0, initial: keepAll, moves: [] };
    const common = {
      data: dataOf([[1, -4, -3, -2, 5, 6, 7, 8, 1, 2, 3, 4, 9, 7, 5, 3]]),
      learningRate: () => rate,
      loss: linearLoss,
    };
    const strategy = asp({ multiples: { in: 1, out: 1 } });
    const stages = [
      { ...common, subnets: [0], strategy: dense, length: 1 },
      { ...common, subnets: [0.5], strategy, length: 5, start: 'previous' as const },
    ];
    const { store } = await train({ model: plan, network: linearNetwork(plan), stages }).result;
    const mask = [0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0];
    expect([...(store.masks[0] ?? [])]).toEqual(mask);
    mask.forEach((kept, i) => {
      if (kept === 0) expect(store.masters[i]).toBe(0);
      else expect(store.masters[i]).not.toBe(0);
    });
  });

  it('takes layers whose channels are multiples of 16 and 8 alone, and says where there is none', async () => {
    await expect(trained(asp(), [new Array(16).fill(1)])).rejects.toMatchObject({ code: 'pattern-fits-nowhere' });
  });
});
