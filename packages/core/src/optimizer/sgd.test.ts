import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostAlgebra } from '../store/algebra.ts';
import { sgd } from './sgd.ts';
import { trajectory } from './update.test.kit.ts';

const gradients = [1, -2, 0.5, 0, 4];
const constants = { rate: 0.5, decay: 0.25 };

describe('SGD', () => {
  it('follows five steps worked by hand: momentum 0.5, rate 0.5, decay 0.25', () => {
    // g = 1 + 0.25 · 1 = 1.25            m = 1.25                          w = 1 − 0.625
    // g = −2 + 0.25 · 0.375 = −1.90625   m = 0.625 − 1.90625 = −1.28125    w = 0.375 + 0.640625
    // g = 0.5 + 0.25390625               m = −0.640625 + 0.75390625        w = 1.015625 − 0.056640625
    // g = 0.23974609375                  m = 0.056640625 + g               w = 0.958984375 − 0.148193359375
    // g = 4.20269775390625               m = 0.148193359375 + g            w = 0.810791015625 − 2.175445556640625
    expect(trajectory(sgd({ momentum: 0.5 }), 1, gradients, constants)).toEqual([
      0.375, 1.015625, 0.958984375, 0.810791015625, -1.364654541015625,
    ]);
  });

  it('follows five steps worked by hand with Nesterov’s look-ahead', () => {
    // g = 1.25                           m = 1.25                          w = 1 − 0.5 · (1.25 + 0.625)
    // g = −2 + 0.015625                  m = 0.625 + g = −1.359375         w = 0.0625 − 0.5 · (−1.984375 − 0.6796875)
    // g = 0.5 + 0.3486328125             m = −0.6796875 + g                w = 1.39453125 − 0.5 · (0.8486328125 + 0.08447265625)
    // g = 0.23199462890625               m = 0.08447265625 + g             w = 0.927978515625 − 0.1951141357421875
    // g = 4.183216094970703              m = 0.158233642578125 + g         w = 0.7328643798828125 − 3.1769704818725586
    const found = trajectory(sgd({ momentum: 0.5, nesterov: true }), 1, gradients, constants);
    const expected = [0.0625, 1.39453125, 0.927978515625, 0.7328643798828125, -2.444106101989746];
    found.forEach((weight, i) => {
      expect(weight).toBeCloseTo(expected[i] ?? 0, 6);
    });
  });

  it('is plain gradient descent without momentum', () => {
    expect(trajectory(sgd({ momentum: 0 }), 1, [1, 1, -4], { rate: 0.5, decay: 0 })).toEqual([0.5, 0, 2]);
  });

  it('has momentum 0.9 by default', () => {
    // m = 1, 1.9, 2.71
    const found = trajectory(sgd(), 0, [1, 1, 1], { rate: 1, decay: 0 });
    [-1, -2.9, -5.61].forEach((expected, i) => {
      expect(found[i]).toBeCloseTo(expected, 5);
    });
  });

  it('names its slot, and fails when it is not there', () => {
    expect(sgd().slots).toEqual(['momentum']);
    const span = { data: new Float32Array(1), offset: 0 };
    const update = { length: 1, weights: span, gradient: span, slots: {}, rate: 1, decay: 0, update: 1 };
    expect(() => sgd().update(update, hostAlgebra)).toThrow(/momentum/);
  });

  const value = fc.double({ min: -2, max: 2, noNaN: true });
  const part = fc.double({ min: 0, max: 0.9, noNaN: true });
  it('agrees with the formula in plain numbers, for any gradients', () => {
    fc.assert(
      fc.property(
        value,
        fc.array(value, { minLength: 1, maxLength: 8 }),
        part,
        part,
        fc.boolean(),
        (start, list, momentum, decay, nesterov) => {
          const rate = 0.1;
          let [w, m] = [start, 0];
          const expected = list.map((gradient) => {
            const g = gradient + decay * w;
            m = momentum * m + g;
            w -= rate * (nesterov ? g + momentum * m : m);
            return w;
          });
          const found = trajectory(sgd({ momentum, nesterov }), start, list, { rate, decay });
          found.forEach((weight, i) => {
            expect(weight).toBeCloseTo(expected[i] ?? Number.NaN, 4);
          });
        },
      ),
    );
  });
});
