import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adamw } from './adamw.ts';
import { trajectory } from './update.test.kit.ts';

describe('AdamW', () => {
  it('follows five steps worked by hand: β1 0.5, β2 0.75, rate 0.5, decay 0.5', () => {
    // |g| is always 2, so that v / (1 − β2ᵗ) = 4 and its root 2; w is multiplied by 0.75 first
    // m = 1        m̂ = 2           w = 0.75 − 0.5 · 1
    // m = 1.5      m̂ = 2           w = 0.1875 − 0.5 · 1
    // m = −0.25    m̂ = −0.285714   w = −0.234375 + 0.5 · 0.142857
    // m = 0.875    m̂ = 0.933333    w = −0.122210 − 0.5 · 0.466667
    // m = −0.5625  m̂ = −0.580645   w = −0.266657 + 0.5 · 0.290323
    const optimizer = adamw({ beta1: 0.5, beta2: 0.75, epsilon: 0 });
    const found = trajectory(optimizer, 1, [2, 2, -2, 2, -2], { rate: 0.5, decay: 0.5 });
    [0.25, -0.3125, -0.1629464, -0.3555432, -0.1214961].forEach((expected, i) => {
      expect(found[i]).toBeCloseTo(expected, 6);
    });
  });

  it('moves by the rate in its first step, however small the gradient', () => {
    const rate = { rate: 0.125, decay: 0 };
    expect(trajectory(adamw(), 0, [1e-3], rate)[0]).toBeCloseTo(-0.125, 5);
    expect(trajectory(adamw(), 0, [-50], rate)[0]).toBeCloseTo(0.125, 6);
  });

  it('adds epsilon to the root, after the bias correction', () => {
    // 0.5 / (0.5 + 0.5)
    expect(trajectory(adamw({ epsilon: 0.5 }), 0, [0.5], { rate: 1, decay: 0 })[0]).toBeCloseTo(-0.5, 6);
  });

  it('lets weights decay apart from the gradient', () => {
    expect(trajectory(adamw(), 1, [0, 0], { rate: 0.5, decay: 0.5 })).toEqual([0.75, 0.5625]);
  });

  const value = fc.double({ min: -2, max: 2, noNaN: true });
  const beta = fc.double({ min: 0, max: 0.99, noNaN: true });
  it('agrees with the formula in plain numbers, for any gradients', () => {
    fc.assert(
      fc.property(
        value,
        fc.array(value, { minLength: 1, maxLength: 8 }),
        beta,
        beta,
        (start, gradients, beta1, beta2) => {
          const [rate, decay, epsilon] = [0.1, 0.3, 1e-3];
          let [w, m, v] = [start, 0, 0];
          const expected = gradients.map((g, i) => {
            m = beta1 * m + (1 - beta1) * g;
            v = beta2 * v + (1 - beta2) * g * g;
            const corrected = m / (1 - beta1 ** (i + 1)) / (Math.sqrt(v / (1 - beta2 ** (i + 1))) + epsilon);
            w = w - rate * decay * w - rate * corrected;
            return w;
          });
          trajectory(adamw({ beta1, beta2, epsilon }), start, gradients, { rate, decay }).forEach((weight, i) => {
            expect(weight).toBeCloseTo(expected[i] ?? Number.NaN, 4);
          });
        },
      ),
    );
  });
});
