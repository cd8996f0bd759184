import fc from 'fast-check';
import type { Shape } from './bench.test.kit.ts';
import { type SourceSpec, sourceSpecs } from './source-cases.test.kit.ts';

/** What any case of an instruction but a convolution may ask for; each takes what it needs. */
export interface InstructionSpec {
  readonly seed: number;
  readonly batch: number;
  readonly image: Shape;
  readonly other: Shape;
  readonly shifts: readonly [number, number, number];
  readonly items: number;
  readonly kind: 0 | 1;
  readonly flag: 0 | 1;
  /** How many of up to two, or one less than of up to three. */
  readonly few: number;
  readonly count: number;
  readonly source: SourceSpec;
  readonly window: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: readonly [number, number];
}

const upTo = (max: number, min = 1): fc.Arbitrary<number> => fc.integer({ min, max });
const pair = (one: fc.Arbitrary<number>): fc.Arbitrary<[number, number]> => fc.tuple(one, one);
const shape = fc.record({ rows: upTo(11), channels: upTo(9), columns: upTo(11) });
const either = fc.constantFrom<(0 | 1)[]>(0, 1);

/** Draws them. */
export const instructionSpecs: fc.Arbitrary<InstructionSpec> = fc.record({
  seed: fc.integer(),
  batch: upTo(40),
  image: shape,
  other: shape,
  shifts: fc.tuple(upTo(5, -5), upTo(5, -5), upTo(5, -5)),
  items: upTo(9),
  kind: either,
  flag: either,
  few: upTo(2, 0),
  count: upTo(200),
  source: sourceSpecs,
  window: pair(upTo(4)),
  strides: pair(upTo(3)),
  padding: pair(upTo(2, 0)),
});
