import { describe, expect, it } from 'vitest';
import { AltsparseError } from '../error.ts';
import { epochs, inSteps, share, steps } from './duration.ts';

const paper = { steps: 62_560, stepsPerEpoch: 391 };

describe('inSteps', () => {
  it('takes bare numbers and steps as steps', () => {
    expect([inSteps(999, paper), inSteps(steps(999), paper), inSteps(0, paper)]).toEqual([999, 999, 0]);
  });

  it('measures epochs in passes over the data: 110 of 391 steps are 43,010', () => {
    expect(inSteps(epochs(110), paper)).toBe(43_010);
  });

  it('measures shares against the stage', () => {
    expect(inSteps(share(110 / 160), paper)).toBe(43_010);
    expect(inSteps(share(999 / 62_560), paper)).toBe(999);
    expect(inSteps(share(300 / 62_560), paper)).toBe(300);
    expect(inSteps(share(1), paper)).toBe(62_560);
  });

  it('measures a share as so many steps at least, if it says so', () => {
    const period = { share: 100 / 97_656, least: 10 };
    expect([inSteps(period, { steps: 97_656, stepsPerEpoch: 390 }), inSteps(period, paper)]).toEqual([100, 64]);
    expect(inSteps(period, { steps: 200, stepsPerEpoch: 10 })).toBe(10);
    expect(() => inSteps({ share: -1, least: -2 }, paper)).toThrow(AltsparseError);
    expect(() => inSteps({ share: -0.5 }, paper)).toThrow(AltsparseError);
  });

  it('rounds to the nearest step', () => {
    expect([inSteps(epochs(0.5), paper), inSteps(share(0.1), { steps: 14, stepsPerEpoch: 7 })]).toEqual([196, 1]);
  });

  it('makes plain data, which a config can hold', () => {
    expect(JSON.parse(JSON.stringify([steps(4), epochs(3), share(0.5)]))).toEqual([
      { steps: 4 },
      { epochs: 3 },
      { share: 0.5 },
    ]);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY, { epochs: -2 }, { share: Number.NaN }])(
    'refuses %j',
    (duration) => {
      expect(() => inSteps(duration, paper)).toThrow(AltsparseError);
    },
  );

  it('says what it found', () => {
    expect(() => inSteps({ share: Number.NaN }, paper)).toThrow(
      'A duration must be a number that is not negative. Found: {"share":"NaN"}.',
    );
  });
});
