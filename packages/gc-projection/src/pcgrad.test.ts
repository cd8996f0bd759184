import { joint, operate, randomStream, steps, train } from '@altsparse/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dot, freshStore, inside, layers, masks, patientOf, vectors } from './cases.test.kit.ts';
import { linearRun } from './linear.test.kit.ts';
import { pcgrad } from './pcgrad.ts';

/** Algorithm 1 of PCGrad without its shuffle, in double precision; references inside the mask of the gradient. */
function slowPcgrad(gradients: readonly (readonly number[])[], only: readonly (readonly number[])[]): number[][] {
  return gradients.map((own, i) => {
    let now = [...own];
    gradients.forEach((other, j) => {
      const r = inside(other, only[i] as number[]);
      const [product, square] = [dot(now, r), dot(r, r)];
      if (i === j || !(product < 0) || square === 0) return;
      now = now.map((value, at) => value - (product / square) * (r[at] as number));
    });
    return now;
  });
}

describe('pcgrad', () => {
  it('projects the gradients of a step on each other, each as it was before', () => {
    const patients = [patientOf(0, [1, 0, 0, 0]), patientOf(1, [-1, 1, 0, 0])];
    const corrected = operate(freshStore(), pcgrad({ order: 'training' }), 0, patients, layers);
    expect(corrected.map((one) => [...one.gradient])).toEqual([
      [0.5, 0.5, 0, 0],
      [0, 1, 0, 0],
    ]);
  });

  it('agrees with the algorithm in double precision, in the order in which sub-nets train', () => {
    const tasks = fc.array(fc.record({ mask: masks, g: vectors }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(tasks, (given) => {
        const gradients = given.map(({ mask, g }) => inside(g, mask));
        const patients = given.map(({ mask }, i) => patientOf(i, gradients[i] as number[], mask));
        const corrected = operate(freshStore(), pcgrad({ order: 'training' }), 0, patients, layers);
        const expected = slowPcgrad(
          gradients,
          given.map(({ mask }) => mask),
        );
        corrected.forEach(({ gradient }, i) => {
          gradient.forEach((value, at) => {
            expect(value).toBeCloseTo(expected[i]?.[at] as number, 4);
          });
        });
      }),
    );
  });

  it('updates by the sum of the corrected gradients under a joint scheduler', async () => {
    const slopes = [
      [1, 0, 0],
      [-1, 1, 0],
    ];
    const all = [
      [1, 1, 1],
      [1, 1, 1],
    ];
    const run = (surgery = {}) =>
      train(linearRun(slopes, all, { length: steps(1), scheduler: joint(), ...surgery })).result;
    const [plain, corrected] = [await run(), await run({ surgery: pcgrad() })];
    // without surgery the step takes off [0, 1, 0], with it [0.5, 1.5, 0]
    const change = Array.from(plain.store.masters, (value, i) => value - (corrected.store.masters[i] as number));
    [0.5, 0.5, 0].forEach((value, i) => {
      expect(change[i]).toBeCloseTo(value, 6);
    });
  });
});

describe('the order of pcgrad', () => {
  // over three references the order counts
  const gradients = [
    [1, 0, 0, 0],
    [-1, 1, 0, 0],
    [-1, -2, 1, 0],
  ];
  const run = (seed: number) => {
    const patients = gradients.map((g, i) => ({
      ...patientOf(i, g),
      random: (purpose: string) => randomStream(seed, purpose, i),
    }));
    return operate(freshStore(), pcgrad(), 0, patients, layers).map(({ gradient }) => [...gradient]);
  };

  it('is one of all orders, by the seed', () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 20; seed++) {
      expect(run(seed)).toEqual(run(seed));
      seen.add(
        run(seed)[0]
          ?.map((one) => one.toFixed(3))
          .join() ?? '',
      );
    }
    // [1,0,0] first off [−1,1,0]: [½,½,0]; then ⟨·,[−1,−2,1]⟩ = −1½ of 6: + ¼ · [−1,−2,1] = [¼,0,¼].
    // First off [−1,−2,1]: ⟨·⟩ = −1 of 6: [5/6, −1/3, 1/6]; then ⟨·,[−1,1,0]⟩ = −7/6 of 2: + 7/12 · [−1,1,0] = [¼,¼,1/6].
    expect([...seen].sort()).toEqual(['0.250,0.000,0.250,0.000', '0.250,0.250,0.167,0.000']);
  });

  it('is that of training if told so', () => {
    const patients = gradients.map((g, i) => patientOf(i, g));
    const [first] = operate(freshStore(), pcgrad({ order: 'training' }), 0, patients, layers);
    [0.25, 0, 0.25, 0].forEach((value, i) => {
      expect(first?.gradient[i]).toBeCloseTo(value, 6);
    });
  });
});
