import { describe, expect, it } from 'vitest';
import { askCoefficients } from './ask-coefficients.ts';
import { surgeryWith } from './oracle.test.kit.ts';

const gram = { references: 2, own: () => 1, ownSquare: () => 1, between: () => 1 };
const ask = (coefficients: () => readonly number[]): readonly number[] =>
  askCoefficients(surgeryWith({ coefficients }), gram, 'layer a');

describe('askCoefficients', () => {
  it('passes on one finite number per reference', () => {
    expect(ask(() => [0, -0.5])).toEqual([0, -0.5]);
  });

  it.each([
    ['too few', [1]],
    ['too many', [1, 2, 3]],
    ['not a number', [1, Number.NaN]],
    ['infinite', [Number.POSITIVE_INFINITY, 0]],
    ['with a hole', Object.assign(Array<number>(2), { 1: 1 })],
  ])('refuses coefficients that are %s, and says where', (_, wrong) => {
    expect(() => ask(() => wrong)).toThrow(/^layer a: A surgery gave wrong coefficients\./);
  });

  it('names the place of a surgery that throws, with the error underneath', () => {
    const cause = new RangeError('no such reference');
    const fail = (): never => {
      throw cause;
    };
    expect(() => ask(fail)).toThrow('layer a: no such reference');
    expect(() => ask(fail)).toThrow(expect.objectContaining({ code: 'part-failed', cause }));
  });
});
