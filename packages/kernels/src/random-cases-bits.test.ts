import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { close, resultsOf, type Trial } from './random-cases/compare.test.kit.ts';
import { backwardCase, backwardSpecs, forwardCase, forwardSpecs } from './random-cases/convolution-cases.test.kit.ts';
import { compiling, subjects } from './random-cases/subjects.test.kit.ts';

const numRuns = 25;

describe.each(await subjects())('bits on $name', ({ here, open }) => {
  let trial: Omit<Trial, 'bound'>;
  beforeAll(async () => {
    if (here) trial = await open();
  }, compiling);
  afterAll(() => close(trial));

  it.skipIf(!here)('are the same in each run of a number of threads', () => {
    fc.assert(
      fc.property(backwardSpecs, (spec) => {
        const [one, { precision = 'fp32' }] = [backwardCase(spec), trial];
        for (const machine of trial.machines) {
          const first = resultsOf(one, spec.convolution.seed, { machine, precision });
          expect(resultsOf(one, spec.convolution.seed, { machine, precision })).toEqual(first);
        }
      }),
      { numRuns },
    );
  });

  it.skipIf(!here)('of a convolution do not depend on the number of threads', () => {
    fc.assert(
      fc.property(forwardSpecs, (spec) => {
        const { precision = 'fp32' } = trial;
        const [first, ...others] = trial.machines.map((machine) =>
          resultsOf(forwardCase(spec), spec.convolution.seed, { machine, precision }),
        );
        for (const other of others) expect(other).toEqual(first);
      }),
      { numRuns },
    );
  });
});
