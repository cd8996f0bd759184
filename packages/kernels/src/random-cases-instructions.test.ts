import fc from 'fast-check';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { type Case, close, compare, type Trial } from './random-cases/compare.test.kit.ts';
import { type InstructionSpec, instructionSpecs } from './random-cases/instruction-spec.test.kit.ts';
import {
  addCase,
  featuresOutCase,
  flattenCase,
  floatsCase,
  gatherCase,
  inCase,
  scatterCase,
  windowCase,
} from './random-cases/move-cases.test.kit.ts';
import { fixedCase, normBackwardCase, statisticsCase, sumItemsCase } from './random-cases/norm-cases.test.kit.ts';
import { compiling, subjects } from './random-cases/subjects.test.kit.ts';
import {
  dropoutCase,
  globalPoolCase,
  junctionBackwardCase,
  junctionCase,
  poolingCase,
} from './random-cases/value-cases.test.kit.ts';

const instructions: readonly (readonly [string, (spec: InstructionSpec) => Case])[] = [
  ['3 NORM_STATISTICS', statisticsCase],
  ['4 NORM_FIXED', fixedCase],
  ['5 NORM_BACKWARD', normBackwardCase],
  ['6 JUNCTION', junctionCase],
  ['7 JUNCTION_BACKWARD', junctionBackwardCase],
  ['8 GLOBAL_POOL', (spec) => globalPoolCase(spec, false)],
  ['9 GLOBAL_POOL_BACKWARD', (spec) => globalPoolCase(spec, true)],
  ['10 POOL', (spec) => poolingCase(spec, false)],
  ['11 POOL_BACKWARD', (spec) => poolingCase(spec, true)],
  ['12 WINDOW', windowCase],
  ['13 FLATTEN', flattenCase],
  ['14 ADD', addCase],
  ['15 IMAGES_IN', (spec) => inCase(spec, 15)],
  ['16 FEATURES_OUT', featuresOutCase],
  ['17 FEATURES_IN', (spec) => inCase(spec, 17)],
  ['18 GATHER', gatherCase],
  ['19 SCATTER', scatterCase],
  ['20 FILL', (spec) => floatsCase(spec, 20)],
  ['21 DROPOUT', (spec) => dropoutCase(spec, 21)],
  ['22 DROPOUT_BACKWARD', (spec) => dropoutCase(spec, 22)],
  ['23 SUM_ITEMS', sumItemsCase],
  ['24 SCALE', (spec) => floatsCase(spec, 24)],
];

describe.each(await subjects())('instructions on $name', ({ here, bounds, open }) => {
  let trial: Trial;
  beforeAll(async () => {
    if (here) trial = { ...(await open()), bound: bounds.others };
  }, compiling);
  afterAll(() => close(trial));

  it.skipIf(!here).each(instructions)('%s does what the plain machine does, whatever the operands', (_, caseOf) => {
    fc.assert(
      fc.property(instructionSpecs, (spec) => compare(caseOf(spec), spec.seed, trial)),
      { numRuns: 20 },
    );
  });
});
