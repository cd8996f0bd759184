import { describe, expect, it } from 'vitest';
import {
  constantDecay,
  cosineDecay,
  cosineRamp,
  cubicRamp,
  linearDecay,
  linearRamp,
  shareAt,
  sparsityAt,
} from './curve.ts';

/** Sparsities at updates 1, 5, 10, 20, 30, 42 and 43 of 43. */
const updates = [1, 5, 10, 20, 30, 42, 43];

describe('the cubic ramp', () => {
  it.each([
    [0, 0.9, [0.061342, 0.278862, 0.493202, 0.762273, 0.87513, 0.899989, 0.9]],
    [0, 0.95, [0.06475, 0.294355, 0.520602, 0.804621, 0.923749, 0.949988, 0.95]],
    [0, 0.98, [0.066794, 0.30365, 0.537042, 0.83003, 0.95292, 0.979988, 0.98]],
    [0.9, 0.95, [0.903408, 0.915492, 0.9274, 0.942348, 0.948618, 0.949999, 0.95]],
    [0.9, 0.98, [0.905453, 0.924788, 0.94384, 0.967758, 0.977789, 0.979999, 0.98]],
  ])('goes from %f to %f as in the released code', (initial, final, expected) => {
    updates.forEach((k, i) => {
      expect(sparsityAt(cubicRamp, k / 43, initial, final)).toBeCloseTo(expected[i] ?? 0, 6);
    });
  });
});

describe('sparsityAt', () => {
  it('is the target itself at the end, to the last bit', () => {
    // 0.3 + (0.9 − 0.3) is 0.9000000000000001
    for (const ramp of [linearRamp, cubicRamp, cosineRamp]) expect(sparsityAt(ramp, 1, 0.3, 0.9)).toBe(0.9);
  });

  it('is the initial sparsity at the beginning', () => {
    for (const ramp of [linearRamp, cubicRamp, cosineRamp]) expect(sparsityAt(ramp, 0, 0.1, 0.9)).toBe(0.1);
  });

  it('has the middle of each ramp by hand', () => {
    expect(sparsityAt(linearRamp, 0.5, 0, 0.8)).toBeCloseTo(0.4, 12);
    // 1 − 1/8 of the way
    expect(sparsityAt(cubicRamp, 0.5, 0, 0.8)).toBeCloseTo(0.7, 12);
    expect(sparsityAt(cosineRamp, 1 / 3, 0, 0.8)).toBeCloseTo(0.2, 12);
  });
});

describe('the share that is exchanged', () => {
  it.each([
    [1000, 0.499688],
    [31_280, 0.2525],
    [42_958, 0.115534],
    [61_939, 0.0051203],
    [62_560, 0.005],
  ])("falls along the released code's cosine from 0.5 to 0.005: at step %i of 62,560 it is %f", (step, expected) => {
    expect(shareAt(cosineDecay, step / 62_560, 0.5, 0.005)).toBeCloseTo(expected, 6);
  });

  it.each([
    [0, 0.5],
    [31_280, 0.25],
    [42_958, 0.111651],
    [62_560, 0],
  ])("falls along the paper's cosine from 0.5 to 0: at step %i of 62,560 it is %f", (step, expected) => {
    expect(shareAt(cosineDecay, step / 62_560, 0.5)).toBeCloseTo(expected, 6);
  });

  it('can stay or fall in proportion', () => {
    expect(shareAt(constantDecay, 0.7, 0.3)).toBe(0.3);
    expect(shareAt(linearDecay, 0.75, 0.5, 0.1)).toBeCloseTo(0.2, 12);
  });
});
