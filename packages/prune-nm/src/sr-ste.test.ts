import { keepAll, type Strategy } from '@altsparse/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decay, layers, momentum, rate, trained } from './chosen-gradients.test.kit.ts';
import { sparsest } from './slow-groups.test.kit.ts';
import { srSte } from './sr-ste.ts';

/** The published rule in plain arrays: mask, g + λ (1 − mask) w, then SGD as PyTorch has it. */
function slowSrSte(gradients: readonly (readonly number[])[], lambda: number) {
  const weights = new Array<number>(16).fill(0);
  const velocity = new Array<number>(16).fill(0);
  let mask: number[] = [];
  let clear = true;
  for (const [step, gradient] of gradients.entries()) {
    mask = sparsest(layers, weights, 2, 4);
    clear = clear && (step === 0 || isClear(weights));
    for (let i = 0; i < 16; i++) {
      const pulled = (gradient[i] ?? 0) + lambda * (1 - (mask[i] ?? 0)) * (weights[i] ?? 0);
      velocity[i] = momentum * (velocity[i] ?? 0) + pulled + decay * (weights[i] ?? 0);
      weights[i] = (weights[i] ?? 0) - rate * (velocity[i] ?? 0);
    }
  }
  return { weights, mask, clear };
}

/** Do the second and the third of each group differ by more than single precision may lose? */
function isClear(weights: readonly number[]): boolean {
  return [0, 4, 8, 12].every((from) => {
    const [, second = 0, third = 0] = weights
      .slice(from, from + 4)
      .map(Math.abs)
      .sort((a, b) => b - a);
    return second - third > 1e-3;
  });
}

const gradient = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 16, maxLength: 16 });

describe('sr-ste', () => {
  it('makes the published update: g + λ · (1 − mask) · w, through momentum, for any λ, under the oracle’s masks', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(gradient, { minLength: 3, maxLength: 8 }),
        fc.constantFrom(0, 2e-4, 0.5),
        async (gradients, lambda) => {
          const found = await trained(srSte({ decay: lambda }), gradients);
          const slow = slowSrSte(gradients, lambda);
          for (const [i, weight] of slow.weights.entries()) expect(found.weights[i]).toBeCloseTo(weight, 3);
          expect(found.changes).toBe(gradients.length);
          if (slow.clear) expect(found.mask).toEqual(slow.mask);
          compared += Number(slow.clear);
        },
      ),
      { numRuns: 60 },
    );
    expect(compared).toBeGreaterThan(10);
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
