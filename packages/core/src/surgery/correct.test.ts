import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { correct } from './correct.ts';
import { cases, restricted, slowProduct, surgeryWith } from './oracle.test.kit.ts';
import type { Surgery } from './surgery.ts';

const supports = ['active', 'union', 'remask'] as const;
const two = [
  { name: 'a', offset: 0, length: 2 },
  { name: 'b', offset: 2, length: 2 },
];
const patient = {
  subnet: 1,
  gradient: Float32Array.of(1, 0, 2, 3, 7),
  mask: Uint8Array.of(1, 0, 1, 1),
};
const references = [{ subnet: 0, gradient: Float32Array.of(-1, 1, 1, 1) }];
/** Adds the reference once where it is at odds with the gradient. */
const addOnConflict = (changes: Partial<Surgery>): Surgery =>
  surgeryWith({ coefficients: (gram) => [gram.own(0) < 0 ? 1 : 0], ...changes });

describe('correct', () => {
  it('leaves a gradient without references alone and does not ask', () => {
    const fail = surgeryWith({
      coefficients: () => {
        throw new Error('asked');
      },
    });
    expect(correct(fail, patient, [], two)).toEqual({
      subnet: 1,
      gradient: patient.gradient,
      support: [],
      conflicts: [],
    });
  });

  it('gives back the same array when nothing is added', () => {
    const corrected = correct(surgeryWith(), patient, references, two);
    expect(corrected.gradient).toBe(patient.gradient);
    expect(corrected.support).toEqual([]);
    expect(corrected.conflicts).toEqual([
      { subnet: 1, against: 0, layers: ['a', 'b'], before: [-1, 5], after: [-1, 5] },
    ]);
  });

  it.each([
    ['active', [0, 0, 2, 3, 7], 0],
    ['union', [0, 1, 2, 3, 7], 1],
    ['remask', [0, 0, 2, 3, 7], 0],
  ] as const)('adds references under support %s, in the layers that ask for it', (support, expected, after) => {
    const before = patient.gradient.slice();
    const corrected = correct(addOnConflict({ support }), patient, references, two);
    expect([...corrected.gradient]).toEqual(expected);
    expect(corrected.conflicts[0]?.after).toEqual([after, 5]);
    expect(patient.gradient).toEqual(before);
  });

  it('calls weights outside the mask active where a reference was added, and in no other layer', () => {
    const mask = Uint8Array.of(1, 0, 1, 0);
    const sparse = { ...patient, gradient: Float32Array.of(1, 0, 2, 0, 7), mask };
    const [support] = correct(addOnConflict({ support: 'union' }), sparse, references, two).support;
    expect(Array.from(mask.keys()).filter((i) => mask[i] === 0 && support?.[i] !== 0)).toEqual([1]);
    expect(correct(addOnConflict({ support: 'active' }), sparse, references, two).support).toEqual([]);
  });

  it('shows the surgery references restricted to the mask under active, and whole otherwise', () => {
    const seen = supports.map((support) => {
      const norms: number[] = [];
      const look = surgeryWith({ support, coefficients: (gram) => [norms.push(gram.between(0, 0)) * 0] });
      correct(look, patient, references, two);
      return norms;
    });
    expect(seen).toEqual([
      [1, 2],
      [2, 2],
      [2, 2],
    ]);
  });

  it('never changes what no mask covers', () => {
    const corrected = correct(addOnConflict({ support: 'union' }), patient, references, two);
    expect(corrected.gradient[4]).toBe(7);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('stops at %s in the gradient, naming layer and sub-net', (ill) => {
    const sick = { ...patient, gradient: Float32Array.of(1, 0, 2, ill, 7) };
    const run = (): unknown => correct(surgeryWith(), sick, references, two);
    expect(run).toThrow(expect.objectContaining({ code: 'gradient-not-finite' }));
    expect(run).toThrow(/^layer b, sub-net 1: /);
  });

  it('names the sub-net of the reference when the reference is at fault, outside the mask too', () => {
    const sick = [{ subnet: 0, gradient: Float32Array.of(1, Number.POSITIVE_INFINITY, 0, 0) }];
    expect(() => correct(surgeryWith(), patient, sick, two)).toThrow(/^layer a, sub-net 0: /);
  });

  it('names surgery, layer and sub-net of wrong coefficients', () => {
    const wrong = surgeryWith({ name: 'wrong', coefficients: () => [] });
    expect(() => correct(wrong, patient, references, two)).toThrow(
      "surgery 'wrong' (coefficients), layer a, sub-net 1: ",
    );
  });

  it('agrees with additions made place by place, in the gradient and in the products', () => {
    fc.assert(
      fc.property(cases, fc.constantFrom(...supports), (one, support) => {
        // coefficients that depend on layer and reference; quarters keep the sums exact
        const coefficients: Surgery['coefficients'] = (gram) =>
          Array.from({ length: gram.references }, (_, i) => (gram.own(i) % 4) / 4);
        const surgery = surgeryWith({ support, coefficients });
        const corrected = correct(surgery, one.patient, one.references, one.regions);
        const expected = one.patient.gradient.slice();
        for (const region of one.regions) {
          const factors = one.references.map((r) => (slowProduct(one.patient.gradient, r.gradient, region) % 4) / 4);
          one.references.forEach((reference, index) => {
            const added = support === 'union' ? reference.gradient : restricted(reference.gradient, one.patient.mask);
            for (let i = region.offset; i < region.offset + region.length; i++)
              expected[i] = (expected[i] as number) + (factors[index] as number) * (added[i] as number);
          });
        }
        expect(Array.from(corrected.gradient, plain)).toEqual(Array.from(expected, plain));
        corrected.conflicts.forEach((conflict, index) => {
          const vector = one.references[index]?.gradient as Float32Array;
          const slow = (gradient: Float32Array): number[] =>
            one.regions.map((region) => plain(slowProduct(gradient, vector, region)));
          expect(conflict.before.map(plain)).toEqual(slow(one.patient.gradient));
          expect(conflict.after.map(plain)).toEqual(slow(expected));
        });
      }),
    );
  });
});

/** -0 and 0 are one number here. */
function plain(value: number): number {
  return value + 0;
}
