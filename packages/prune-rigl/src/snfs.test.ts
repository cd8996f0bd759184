import { learn, linearPlan } from '@altsparse/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { from, layers, places, small } from './cases.test.kit.ts';
import { dropSmallest, growBest, type SlowEvent, shareOut, slowly } from './slow.test.kit.ts';
import { snfs } from './snfs.ts';

const mean = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0) / list.length;

describe('snfs', () => {
  it('agrees with a slow oracle on masks and weights, layers giving to each other', async () => {
    const steps = 24;
    let moved = 0;
    await fc.assert(
      fc.asyncProperty(small, async ({ weights, gradients, target, every }) => {
        const gradient = (step: number): number[] => gradients[step % 5] ?? [];
        const { seen, result } = await learn({
          plan: linearPlan(4, 3, 2),
          subnets: [target],
          strategy: snfs({ every }),
          momentum: 0.5,
          ...{ steps, weights, gradient },
        });
        const event: SlowEvent = ({ mask, weights: now, momentum, step }) => {
          const size = momentum.map(Math.abs);
          const own = layers.map((layer) => layer.filter((place) => mask.has(place)));
          const means = own.map((some) => mean(some.map((place) => size[place] as number)));
          const rate = 0.005 + (0.495 * (1 + Math.cos(Math.PI * (step / steps)))) / 2;
          layers.forEach((layer, i) => {
            const sparsity = 1 - (own[i]?.length ?? 0) / layer.length;
            const rich = (means[i] ?? 0) / ((means[0] ?? 0) + (means[1] ?? 0)) > 0.5;
            const share = sparsity < 0.2 && rich ? Math.min(sparsity, rate) : rate;
            const active = own[i]?.length ?? 0;
            dropSmallest(mask, layer, Math.min(active - 1, Math.ceil(share * active)), now);
          });
          for (const cap of [0.99, 1]) {
            const missing = own.flat().length - mask.size;
            const limits = layers.map((layer) => Math.floor(cap * layer.filter((place) => !mask.has(place)).length));
            const total = Math.min(missing, (limits[0] ?? 0) + (limits[1] ?? 0));
            shareOut(total, means, limits).forEach((count, i) => {
              growBest(mask, layers[i] ?? [], count, size);
            });
          }
        };
        const first = places(seen[0]?.mask ?? []);
        const slow = slowly({ layers, first, weights, steps, every, gradient }, event, { keep: true, momentum: 0.5 });
        expect(seen.map((one) => places(one.mask))).toEqual(slow.masks);
        expect([...result.store.masters].map((one) => one + 0)).toEqual(slow.weights.map((one) => one + 0));
        const inA = slow.masks.map((mask) => mask.filter((place) => place < 12).length);
        moved += new Set(inA).size - 1;
      }),
      { numRuns: 40 },
    );
    expect(moved).toBeGreaterThan(0);
  });

  /** Layer a: weights 0 to 5, layer b: 6 to 9. Updates at steps 2 and 4 of 8. Without momentum, the slot is the gradient. */
  const lesson = {
    plan: linearPlan(2, 3, 2),
    subnets: [0.4],
    steps: 8,
    weights: [0.9, 0.1, 0.5, 0.4, 0.8, 0.2, 0.3, 0.7, 0.6, 0.05],
    gradient: (step: number) =>
      ({ 2: [1, 1, 1, 1, 5, -6, 6, 6, 8, 2], 4: [3, 3, 3, 1, 2, 9, 1, 1, 1, -1] })[step] ??
      new Array<number>(10).fill(1),
  };

  it('has these masks after two updates, by hand', async () => {
    const strategy = from('1111001100', snfs({ every: 2, end: 5, floor: 0 }));
    const { seen } = await learn({ ...lesson, strategy });
    expect(seen.map(({ step, mask }) => [step, mask.join('')])).toEqual([
      [0, '1111001100'],
      // share 0.427: of a's four ⌈1.7⌉ = 2 go, 0.1 and 0.4; of b's two 1, 0.3. Means 1 and 6: of 3 a gets 0.43, b 2.57,
      // but of b's 3 free places its cap lets 2 be taken, so a gets 1: −6; b gets 8 and 6.
      [2, '1010011110'],
      // share 0.25. a has 0.9, 0.5, a new 0: ⌈0.75⌉ = 1 goes. b has 0.3, 0.7 and a new 0: 1 goes. Means (3 + 3 + 9) / 3 = 5
      // and 1: of 2 a gets 1.67, b 0.33, so 2 and 0: 9 and the first 3.
      [4, '1110011100'],
    ]);
  });

  it('drops the smallest weights, whatever their momentum', async () => {
    const gradient = (step: number): number[] =>
      step === 2 ? [1, 2, 1, 2, 5, 6, 3, 3, 8, 8] : new Array<number>(10).fill(1);
    const strategy = from('1111001100', snfs({ every: 2, end: 3, floor: 0 }));
    const { seen } = await learn({ ...lesson, gradient, strategy });
    // share 0.427: of a's four 0.1 and 0.4 go, though the momentum of 0.9 and 0.5 is half of theirs; of b's two 0.3. Means
    // 1.5 and 3: of 3 a gets one, its 6; b two, its 8 and 8
    expect(seen.at(-1)?.mask.join('')).toBe('1010010111');
  });

  it('can leave each layer its count', async () => {
    const strategy = from('1111001100', snfs({ every: 2, redistribute: false }));
    const { seen } = await learn({ ...lesson, strategy });
    for (const { mask } of seen)
      expect([places(mask.slice(0, 6)).length, places(mask.slice(6)).length]).toEqual([4, 2]);
  });

  it('keeps the momentum of weights outside the mask', async () => {
    const strategy = from('1111001100', snfs({ every: 8 }));
    const { result } = await learn({ ...lesson, strategy, momentum: 0.5, steps: 3 });
    const [slot] = result.store.slots.get('momentum') ?? [];
    // weight 5: −0.2, then 0.5 · −0.2 + 1, then 0.5 · 0.9 − 6
    expect(slot?.[5]).toBeCloseTo(-5.55, 6);
  });
});
