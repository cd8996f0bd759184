import { alternating, correct, operate, type Store, steps, train } from '@altsparse/core';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { dot, freshStore, inside, layers, masks, oneLayer, patientOf, vectors } from './cases.test.kit.ts';
import { linearRun } from './linear.test.kit.ts';
import { type ProjectionOptions, projection } from './projection.ts';

/** One gradient g of sub-net 9 under a mask, after references of sub-nets 0, 1 … */
function project(
  g: readonly number[],
  references: readonly (readonly number[])[],
  mask: readonly number[],
  options: ProjectionOptions = {},
) {
  const remembered = references.map((one, subnet) => ({ subnet, gradient: Float32Array.from(one) }));
  return correct(projection(options), patientOf(9, g, mask), remembered, oneLayer);
}

/** g − ⟨g, r⟩ / ‖r‖² · r if they are at odds, in double precision. */
function slowProjection(g: readonly number[], r: readonly number[]): number[] {
  const [product, square] = [dot(g, r), dot(r, r)];
  return product < 0 && square > 0 ? g.map((value, i) => value - (product / square) * (r[i] as number)) : [...g];
}

const close = (found: ArrayLike<number>, expected: readonly number[]): void => {
  expect(found).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    expect(found[i]).toBeCloseTo(value, 5);
  });
};

const cases = fc
  .record({ mask: masks, g: vectors, r: vectors })
  .map(({ mask, g, r }) => ({ mask, g: inside(g, mask), r }));

describe('projection', () => {
  it('takes the paper as default', () => {
    expect(projection()).toMatchObject({ scope: 'layer', against: 'previous', remember: 'raw', support: 'active' });
  });

  it('takes out of a gradient what works against the reference', () => {
    const { gradient, conflicts } = project([1, 0, 0, 0], [[-1, 1, 0, 0]], [1, 1, 1, 1]);
    expect([...gradient]).toEqual([0.5, 0.5, 0, 0]);
    expect(conflicts).toEqual([{ subnet: 9, against: 0, layers: ['a'], before: [-1], after: [0] }]);
  });

  it.each([
    ['agree', [1, 1, 0, 0]],
    ['are orthogonal', [0, 1, 0, 0]],
  ])('gives back the same array where the two %s', (_, reference) => {
    const patient = patientOf(9, [1, 0, 0, 0]);
    const remembered = [{ subnet: 0, gradient: Float32Array.from(reference) }];
    expect(correct(projection(), patient, remembered, oneLayer).gradient).toBe(patient.gradient);
  });

  it('leaves a gradient finite and as it was where the reference is 0, on the whole or inside the mask', () => {
    expect([...project([1, 2, 3, 4], [[0, 0, 0, 0]], [1, 1, 1, 1]).gradient]).toEqual([1, 2, 3, 4]);
    expect([...project([1, 0, 0, 0], [[0, -9, 0, 0]], [1, 0, 0, 0]).gradient]).toEqual([1, 0, 0, 0]);
  });

  it('stays finite with the smallest numbers there are', () => {
    const { gradient } = project([1, 1, 0, 0], [[-1e-45, 0, 0, 0]], [1, 1, 1, 1]);
    expect([...gradient]).toEqual([0, 1, 0, 0]);
  });

  it.each([
    ['active', [0, 0], 0],
    ['union', [0.5, 0.5], 0],
    ['remask', [0.5, 0], -0.5],
  ] as const)('under support %s turns g = [1, 0], r = [-1, 1], mask = [1, 0] into %j', (support, expected, after) => {
    const { gradient, conflicts } = project([1, 0, 0, 0], [[-1, 1, 0, 0]], [1, 0, 0, 0], { support });
    expect([...gradient.subarray(0, 2)]).toEqual(expected);
    expect(conflicts[0]?.after).toEqual([after]);
  });

  it('leaves a gradient orthogonal to the reference after a conflict, and no longer than before', () => {
    fc.assert(
      fc.property(cases, ({ mask, g, r }) => {
        const { gradient } = project(g, [r], mask);
        if (dot(g, r) < 0) expect(dot(gradient, r)).toBeCloseTo(0, 4);
        else expect([...gradient]).toEqual(g);
        expect(dot(gradient, gradient)).toBeLessThanOrEqual(dot(g, g) * (1 + 1e-6));
      }),
    );
  });

  it('agrees with Eq. 5 in double precision: inside the mask, as printed, and printed then masked', () => {
    fc.assert(
      fc.property(cases, ({ mask, g, r }) => {
        close(project(g, [r], mask).gradient, slowProjection(g, inside(r, mask)));
        close(project(g, [r], mask, { support: 'union' }).gradient, slowProjection(g, r));
        close(project(g, [r], mask, { support: 'remask' }).gradient, inside(slowProjection(g, r), mask));
      }),
    );
  });

  it('changes nothing more when done twice', () => {
    fc.assert(
      fc.property(cases, ({ mask, g, r }) => {
        const once = project(g, [r], mask).gradient;
        close(project([...once], [r], mask).gradient, [...once]);
      }),
    );
  });

  it('scales with the gradient and not with the reference', () => {
    fc.assert(
      fc.property(cases, fc.constantFrom('active', 'union', 'remask'), ({ mask, g, r }, support) => {
        const plain = project(g, [r], mask, { support }).gradient;
        const scaled = project(
          g.map((value) => 4 * value),
          [r.map((value) => value / 2)],
          mask,
          { support },
        ).gradient;
        expect([...scaled]).toEqual(Array.from(plain, (value) => 4 * value));
      }),
    );
  });

  it('never touches inactive weights under active and remask', () => {
    fc.assert(
      fc.property(cases, fc.constantFrom('active', 'remask'), ({ mask, g, r }, support) => {
        const { gradient } = project(g, [r], mask, { support });
        expect(inside(gradient, mask)).toEqual([...gradient]);
      }),
    );
  });

  it('leaves ⟨g, r⟩ · (1 − ‖m ⊙ r‖² / ‖r‖²) of a conflict under remask', () => {
    fc.assert(
      fc.property(cases, ({ mask, g, r }) => {
        fc.pre(dot(g, r) < 0);
        const kept = inside(r, mask);
        const rest = dot(g, r) * (1 - dot(kept, kept) / dot(r, r));
        const { gradient, conflicts } = project(g, [r], mask, { support: 'remask' });
        expect(dot(gradient, r)).toBeCloseTo(rest, 4);
        expect(conflicts[0]?.after[0]).toBeCloseTo(rest, 10);
      }),
    );
  });

  it('projects on all earlier ones, one after the other', () => {
    fc.assert(
      fc.property(cases, fc.array(vectors, { minLength: 1, maxLength: 3 }), ({ mask, g }, references) => {
        const expected = references.reduce((now, r) => slowProjection(now, inside(r, mask)), g);
        close(project(g, references, mask, { against: 'allEarlier' }).gradient, expected);
      }),
    );
  });

  it('logs the products that a slow computation finds on the gradients themselves', () => {
    fc.assert(
      fc.property(
        cases,
        fc.array(vectors, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('active', 'union', 'remask'),
        ({ mask, g }, references, support) => {
          const { gradient, conflicts } = project(g, references, mask, { support, against: 'allEarlier' });
          conflicts.forEach(({ before, after }, i) => {
            const r = references[i] as number[];
            expect(before[0]).toBe(dot(g, r));
            expect(after[0]).toBeCloseTo(dot(gradient, r), 3);
          });
        },
      ),
    );
  });
});

describe('projection over the steps of a round', () => {
  let store: Store;
  beforeEach(() => {
    store = freshStore();
  });
  const step = (round: number, subnet: number, g: readonly number[], options: ProjectionOptions = {}): number[] => {
    const [corrected] = operate(store, projection(options), round, [patientOf(subnet, g)], layers);
    return [...(corrected?.gradient ?? [])];
  };

  it("compares with the other sub-net's gradient, not with the current one", () => {
    step(0, 0, [-1, 1, 0, 0]);
    expect(step(0, 1, [1, 0, 0, 0])).toEqual([0.5, 0.5, 0, 0]);
  });

  it('leaves the first sub-net of a round alone, whatever the round before held', () => {
    expect(step(0, 0, [-1, 1, 0, 0])).toEqual([-1, 1, 0, 0]);
    expect(step(1, 1, [1, 0, 0, 0])).toEqual([1, 0, 0, 0]);
  });

  it('projects layer by layer, or on all layers as one', () => {
    step(0, 0, [-1, 0, 1, 0]);
    expect(step(0, 1, [1, 0, 1, 0])).toEqual([0, 0, 1, 0]);
    step(1, 0, [-1, 0, 1, 0], { scope: 'whole' });
    expect(step(1, 1, [1, 0, 1, 0], { scope: 'whole' })).toEqual([1, 0, 1, 0]);
    expect(step(1, 2, [2, 0, -3, 0], { scope: 'whole' })).toEqual([2.5, 0, -2.5, 0]);
  });

  it.each([
    ['raw', [-0.5, -0.5, 0, 0]],
    ['corrected', [0, 0, 0, 0]],
  ] as const)('lets the next sub-net meet the %s gradient', (remember, expected) => {
    step(0, 0, [0, 1, 0, 0], { remember });
    expect(step(0, 1, [1, -1, 0, 0], { remember })).toEqual([1, 0, 0, 0]);
    expect(step(0, 2, [-1, 0, 0, 0], { remember })).toEqual(expected);
  });

  it('meets the sub-net before alone, or all before it', () => {
    for (const [against, expected] of [
      ['previous', [-1, 0, 0, 0]],
      ['allEarlier', [0, 0, 0, 0]],
    ] as const) {
      store = freshStore();
      step(0, 0, [1, 0, 0, 0], { against });
      step(0, 1, [0, 1, 0, 0], { against });
      expect(step(0, 2, [-1, 0, 0, 0], { against })).toEqual(expected);
    }
  });

  it("does not take a sub-net's own earlier gradient for a reference when it is held", () => {
    step(0, 0, [-1, 1, 0, 0]);
    expect(step(0, 0, [1, 0, 0, 0])).toEqual([1, 0, 0, 0]);
    expect(step(0, 1, [-1, 0, 0, 0])).toEqual([0, 0, 0, 0]);
    expect(step(0, 1, [-1, 1, 0, 0])).toEqual([0, 1, 0, 0]);
  });
});

describe('projection in training', () => {
  const slopes = [
    [-1, 1, 0],
    [1, 0, 0],
  ];
  const only = [
    [1, 1, 0],
    [1, 0, 1],
  ];
  /** What training takes off each weight, with rate 1. */
  const change = async (options: ProjectionOptions): Promise<number[]> => {
    const run = (surgery = {}) =>
      train(linearRun(slopes, only, { length: steps(2), scheduler: alternating(), ...surgery })).result;
    const [plain, corrected] = [await run(), await run({ surgery: projection(options) })];
    return Array.from(corrected.store.masters, (value, i) => (plain.store.masters[i] as number) - value);
  };

  // without surgery the second step takes off [1, 0, 0]
  it('updates weights elsewhere under union, and no others than active ones under active and remask', async () => {
    close(await change({ support: 'union' }), [-0.5, 0.5, 0]);
    close(await change({ support: 'active' }), [-1, 0, 0]);
    close(await change({ support: 'remask' }), [-0.5, 0, 0]);
  });
});
