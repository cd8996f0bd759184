import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keptPlaces } from '../store/kept.ts';
import { correct } from './correct.ts';
import { cases, restricted, surgeryWith } from './oracle.test.kit.ts';
import { knownReference } from './products.ts';
import type { Surgery } from './surgery.ts';

const coefficients: Surgery['coefficients'] = (gram) =>
  Array.from({ length: gram.references }, (_, i) => (gram.own(i) + gram.between(0, i) + gram.ownSquare()) / 7);

describe('surgery that knows what is kept', () => {
  it('gives the same bits as surgery that looks at masks', () => {
    const masks = fc.array(fc.uint8Array({ minLength: 7, maxLength: 7, max: 1 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(cases, masks, fc.constantFrom('active', 'union', 'remask'), (one, others, support) => {
        const surgery = surgeryWith({ support, coefficients });
        const references = one.references.map((each, i) => {
          const mask = others[i] as Uint8Array;
          const gradient = restricted(each.gradient, mask);
          return { ...each, gradient, known: knownReference(gradient, { mask, kept: keptPlaces(mask) }) };
        });
        const { patient } = one;
        const spare = new Float32Array(patient.gradient.length);
        const listed = { ...patient, kept: keptPlaces(patient.mask), spare: () => spare };
        const plain = references.map(({ known: _, ...rest }) => rest);
        const found = correct(surgery, listed, references, one.regions);
        expect(found).toEqual(correct(surgery, patient, plain, one.regions));
      }),
    );
  });

  it('stops at what is not finite in a reference outside the mask', () => {
    const patient = { subnet: 1, gradient: Float32Array.of(1, 0, 5), mask: Uint8Array.of(1, 0) };
    const mask = Uint8Array.of(1, 1);
    const gradient = Float32Array.of(1, Number.NaN);
    const known = knownReference(gradient, { mask, kept: keptPlaces(mask) });
    const sick = { subnet: 0, gradient, known };
    const run = (): unknown =>
      correct(surgeryWith(), { ...patient, kept: Uint32Array.of(0) }, [sick], [{ name: 'a', offset: 0, length: 2 }]);
    expect(run).toThrow(/^layer a, sub-net 0: /);
  });
});
