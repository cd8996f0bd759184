import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Batch } from '../data/batch.ts';
import { AltsparseError } from '../error.ts';
import { countCorrect, crossEntropy, softCrossEntropy } from './cross-entropy.ts';
import type { Loss } from './loss.ts';

const batchOf = (labels: readonly number[], targets?: readonly number[]): Batch => ({
  size: labels.length,
  images: new Float32Array(),
  labels: Int32Array.from(labels),
  ...(targets === undefined ? {} : { targets: Float32Array.from(targets) }),
});
const evaluate = (loss: Loss, logits: readonly number[], classes: number, batch: Batch) =>
  loss.evaluate(Float32Array.from(logits), classes, batch);

describe('crossEntropy', () => {
  it('is log 2 between two equal logits, with gradient ∓1/2', () => {
    const { value, gradient } = evaluate(crossEntropy(), [3, 3], 2, batchOf([0]));
    expect(value).toBeCloseTo(Math.LN2, 7);
    expect([...gradient]).toEqual([-0.5, 0.5]);
  });

  it('is the mean over the batch, and so is the gradient', () => {
    // row 0: softmax of (0, log 3) is (1/4, 3/4), label 1; row 1: equal, label 0
    const { value, gradient } = evaluate(crossEntropy(), [0, Math.log(3), 1, 1], 2, batchOf([1, 0]));
    expect(value).toBeCloseTo((Math.log(4 / 3) + Math.LN2) / 2, 6);
    [0.125, -0.125, -0.25, 0.25].forEach((expected, i) => {
      expect(gradient[i]).toBeCloseTo(expected, 6);
    });
  });

  it('spreads a share of the target evenly when labels are smoothed', () => {
    // targets 0.9 + 0.1/2 and 0.1/2; softmax 1/4 and 3/4
    const { value, gradient } = evaluate(crossEntropy({ labelSmoothing: 0.1 }), [0, Math.log(3)], 2, batchOf([1]));
    expect(value).toBeCloseTo(0.95 * Math.log(4 / 3) + 0.05 * Math.log(4), 6);
    expect(gradient[0]).toBeCloseTo(0.2, 6);
    expect(gradient[1]).toBeCloseTo(-0.2, 6);
  });

  it('stays finite with huge logits', () => {
    const { value, gradient } = evaluate(crossEntropy(), [1000, -1000], 2, batchOf([1]));
    expect(value).toBe(2000);
    expect([...gradient]).toEqual([1, -1]);
  });

  it.each([-1, 2])('refuses a label that is no class: %i', (label) => {
    const refused = () => evaluate(crossEntropy(), [0, 0, 0, 0], 2, batchOf([1, label]));
    expect(refused).toThrow(AltsparseError);
    expect(refused).toThrow(`batch.labels[1]: A label is not one of the classes. Found: ${label}. Expected: 0 to 1.`);
  });
});

describe('softCrossEntropy', () => {
  it('weighs each class by its probability', () => {
    const { value, gradient } = evaluate(softCrossEntropy(), [0, Math.log(3)], 2, batchOf([0], [0.5, 0.5]));
    expect(value).toBeCloseTo(0.5 * Math.log(4) + 0.5 * Math.log(4 / 3), 6);
    expect(gradient[0]).toBeCloseTo(-0.25, 6);
    expect(gradient[1]).toBeCloseTo(0.25, 6);
  });

  it('is the cross-entropy when all the weight is on one class', () => {
    const logits = [0.3, -1, 2, 0, 0.5, -0.25];
    const soft = evaluate(softCrossEntropy(), logits, 3, batchOf([0, 0], [0, 0, 1, 0, 1, 0]));
    const hard = evaluate(crossEntropy(), logits, 3, batchOf([2, 1]));
    expect(soft).toEqual(hard);
  });

  it('needs targets', () => {
    expect(() => evaluate(softCrossEntropy(), [0, 0], 2, batchOf([0]))).toThrow(/batch.targets/);
  });
});

describe('gradients of losses', () => {
  const logit = fc.double({ min: -4, max: 4, noNaN: true });
  const rows = fc.array(
    fc.tuple(
      fc.array(logit, { minLength: 3, maxLength: 3 }),
      fc.nat(2),
      fc.tuple(fc.nat(9), fc.nat(9), fc.integer({ min: 1, max: 9 })),
    ),
    {
      minLength: 1,
      maxLength: 4,
    },
  );
  it.each([
    ['hard', crossEntropy()],
    ['smoothed', crossEntropy({ labelSmoothing: 0.2 })],
    ['soft', softCrossEntropy()],
  ])('are the slopes of their values: %s', (_, loss) => {
    fc.assert(
      fc.property(rows, (list) => {
        const logits = Float32Array.from(list.flatMap(([row]) => row));
        const targets = list.flatMap(([, , parts]) => parts.map((part) => part / (parts[0] + parts[1] + parts[2])));
        const batch = batchOf(
          list.map(([, label]) => label),
          targets,
        );
        const { gradient } = loss.evaluate(logits, 3, batch);
        const step = 2 ** -6;
        const at = (i: number, change: number): number =>
          loss.evaluate(
            logits.map((one, j) => (i === j ? one + change : one)),
            3,
            batch,
          ).value;
        gradient.forEach((slope, i) => {
          expect((at(i, step) - at(i, -step)) / (2 * step)).toBeCloseTo(slope, 3);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('add up to 0 in each row', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const { gradient } = crossEntropy({ labelSmoothing: 0.3 }).evaluate(
          Float32Array.from(list.flatMap(([row]) => row)),
          3,
          batchOf(list.map(([, label]) => label)),
        );
        list.forEach((_, row) => {
          expect(gradient.subarray(3 * row, 3 * row + 3).reduce((sum, one) => sum + one, 0)).toBeCloseTo(0, 6);
        });
      }),
    );
  });
});

describe('countCorrect', () => {
  it('counts rows whose largest logit is at the label; ties go to the lower class', () => {
    const logits = Float32Array.from([1, 2, 0, 5, 5, 5, 0, 0, 1, -3, -2, -1]);
    expect(countCorrect(logits, 3, Int32Array.from([1, 0, 2, 0]))).toBe(3);
    expect(countCorrect(logits, 3, Int32Array.from([0, 1, 2, 2]))).toBe(2);
  });
});
