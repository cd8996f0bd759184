import { keepAll, type Strategy, train } from '@altsparse/core';
import { linearLoss, linearNetwork } from '@altsparse/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asp } from './asp.ts';
import { dataOf, layers, plan, rate, trained } from './chosen-gradients.test.kit.ts';
import { sparsest } from './slow-groups.test.kit.ts';

const dense: Strategy = { name: 'dense', initialSparsity: 0, initial: keepAll, moves: [] };
const gradient = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 16, maxLength: 16 });

describe('asp', () => {
  it('chooses once from the dense net before it, and fine-tunes under that mask alone', async () => {
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

  it('agrees with a slow oracle on the mask for any group, also where it does not divide the channels', async () => {
    const groups = fc
      .integer({ min: 1, max: 9 })
      .chain((size) => fc.tuple(fc.integer({ min: 1, max: size }), fc.constant(size)));
    await fc.assert(
      fc.asyncProperty(gradient, groups, async (slopes, [keep, size]) => {
        const common = { data: dataOf([slopes]), learningRate: () => rate, loss: linearLoss, length: 1 };
        const multiples = { in: 1, out: 1 };
        const strategy = asp({ multiples, remainder: 'short', patterns: [{ keep, groupSize: size }] });
        const stages = [
          { ...common, subnets: [0], strategy: dense },
          { ...common, subnets: [1 - keep / size], strategy, start: 'previous' as const, unreached: 'allow' as const },
        ];
        const { store } = await train({ model: plan, network: linearNetwork(plan), stages }).result;
        // the first stage leaves −0.1 of the gradient: the same order of sizes
        const mask = sparsest(layers, slopes, keep, size);
        expect([...(store.masks[0] ?? [])]).toEqual(mask);
        mask.forEach((kept, i) => {
          if (kept === 0) expect(store.masters[i]).toBe(0);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('takes layers whose channels are multiples of 16 and 8 alone, and says where there is none', async () => {
    await expect(trained(asp(), [new Array(16).fill(1)])).rejects.toMatchObject({ code: 'pattern-fits-nowhere' });
  });
});
