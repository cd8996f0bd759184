import fc from 'fast-check';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { close, compare, type Trial } from './random-cases/compare.test.kit.ts';
import { backwardCase, backwardSpecs, forwardCase, forwardSpecs } from './random-cases/convolution-cases.test.kit.ts';
import { compiling, subjects } from './random-cases/subjects.test.kit.ts';

const numRuns = Number(process.env.RUNS ?? 120);

describe.each(await subjects())('convolutions on $name', ({ here, bounds, open }) => {
  let trial: Trial;
  beforeAll(async () => {
    if (here) trial = { ...(await open()), bound: bounds.convolutions };
  }, compiling);
  afterAll(() => close(trial));

  it.skipIf(!here)('convolve like the plain machine, whatever shape, lists and source', () => {
    fc.assert(
      fc.property(forwardSpecs, (spec) =>
        compare(forwardCase(spec), spec.convolution.seed, { ...trial, tiled: spec.convolution.block === 8 }),
      ),
      { numRuns },
    );
  });

  it.skipIf(!here)('go back through a convolution like the plain machine, whatever comes before and after', () => {
    fc.assert(
      fc.property(backwardSpecs, (spec) =>
        compare(backwardCase(spec), spec.convolution.seed, { ...trial, tiled: spec.convolution.block === 8 }),
      ),
      { numRuns },
    );
  });
});
