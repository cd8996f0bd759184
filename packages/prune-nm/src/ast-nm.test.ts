import { countKept } from '@altsparse/core';
import { learn, linearPlan } from '@altsparse/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { astNm } from './ast-nm.ts';
import { type SlowLayer, slowEvent, sparsest } from './slow-groups.test.kit.ts';

/** 8 × 3 and 8 × 2: of 2:4, 6 and 4 groups. */
const plan = linearPlan(8, 3, 2);
const layers: readonly SlowLayer[] = [
  { offset: 0, rows: 8, columns: 3 },
  { offset: 24, rows: 8, columns: 2 },
];
const distinct = fc
  .shuffledSubarray(
    Array.from({ length: 120 }, (_, i) => i - 60),
    { minLength: 40, maxLength: 40 },
  )
  .map((values) => values.map((value) => value || 99));

/** Weights kept in a of 24 and b of 16: three fifths and two fifths of the sum, what is missing to the larger remainder. */
function countsAt(sparsity: number): [number, number] {
  const total = Math.round(40 * (1 - sparsity));
  const a = Math.floor((3 * total) / 5) + (total % 5 === 1 || total % 5 === 3 ? 1 : 0);
  return [a, total - a];
}

const patterns = { 0.5: [2, 4], 0.75: [1, 4], 0.875: [1, 8] } as const;

describe('ast-nm', () => {
  it('agrees with a slow oracle on every mask of one to three sub-nets', async () => {
    await fc.assert(
      fc.asyncProperty(
        distinct,
        fc.array(distinct, { minLength: 4, maxLength: 4 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 3 }),
        async (weights, gradients, every, count) => {
          const subnets = ([0.5, 0.75, 0.875] as const).slice(0, count);
          const [steps, until] = [10 * every + 6, 5 * every];
          const gradient = (step: number): number[] => gradients[step % 4] ?? [];
          const strategy = astNm({ every, offset: 1, until });
          const { seen, result } = await learn({ plan, subnets, strategy, steps, weights, gradient });
          const all = layers.flatMap((_, i) => Array.from({ length: 12 }, (_one, group) => `${i}/${group}`));
          for (const [subnet, target] of subnets.entries()) {
            const [keep, size] = patterns[target];
            let dense: ReadonlySet<string> = new Set(all);
            for (const { k, step, mask } of seen.filter((one) => one.subnet === subnet && one.k > 0)) {
              const sparsity = (1 - keep / size) * (1 - (1 - Math.min(1, k / 5)) ** 3);
              const counts = countsAt(sparsity);
              const share = 0.5 * 0.5 * (1 + Math.cos((Math.PI * step) / steps));
              const told = { layers, weights, gradient: gradient(step), keep, size, counts, share };
              const slow = slowEvent(dense, told);
              expect(mask, `sub-net ${subnet}, step ${step}`).toEqual(slow.mask);
              dense = slow.dense;
            }
            expect([...(result.store.masks[subnet] ?? [])]).toEqual(sparsest(layers, weights, keep, size));
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('goes through these masks on a net of two groups', async () => {
    // one layer of 8 × 1 and its like; groups of a: rows 0 – 3 (Σ 10) and 4 – 7 (Σ 14)
    const small = linearPlan(8, 1, 1);
    const weights = [1, 2, 3, 4, 5, -1, 6, 2, 1, 2, 3, 4, 5, -1, 6, 2];
    const { seen } = await learn({
      plan: small,
      subnets: [0.5],
      strategy: astNm({ every: 2, until: 4, ramp: 'linear', share: 1, decay: 'constant' }),
      steps: 7,
      weights,
      gradient: () => [9, 9, 9, 9, 0, 0, 0, 0, 0, 0, 0, 0, 9, 9, 9, 9],
    });
    expect(seen.map(({ k, mask }) => [k, mask.join('')])).toEqual([
      [0, '1111111111111111'],
      // half: the first group of each goes; then the dense one is exchanged for that with the larger gradient
      [1, '1111101000111111'],
      [2, '0011101000111010'],
      [3, '0011101000111010'],
    ]);
  });

  it('of 4:4 is dense: nothing is ever pruned', async () => {
    const weights = Array.from({ length: 40 }, (_, i) => i + 1);
    const strategy = astNm({ every: 2, until: 8 });
    const { seen } = await learn({ plan, subnets: [0], strategy, steps: 12, weights, gradient: () => weights });
    expect(seen.length).toBeGreaterThan(4);
    for (const { mask } of seen) expect(countKept(Uint8Array.from(mask))).toBe(40);
  });

  it('refuses targets without a group before a run begins', async () => {
    const weights = new Array(40).fill(1);
    const lesson = {
      plan,
      subnets: [0.5, 0.9],
      strategy: astNm({ every: 2 }),
      steps: 12,
      weights,
      gradient: () => weights,
    };
    await expect(learn(lesson)).rejects.toMatchObject({ code: 'pattern-target' });
  });
});
