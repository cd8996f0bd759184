import fc from 'fast-check';
import { type Bench, bits, type Shape } from './bench.test.kit.ts';

/** A term of a source. */
export type TermKind = 'none' | 'plain' | 'normalised';

/** What a source is like. */
export interface SourceSpec {
  readonly act: number;
  readonly first: Exclude<TermKind, 'none'>;
  readonly second: TermKind;
}

/** Draws sources: one or two terms, each activation. */
export const sourceSpecs: fc.Arbitrary<SourceSpec> = fc.record({
  act: fc.oneof(fc.constantFrom(0, 1), fc.integer({ min: 0, max: 7 })),
  first: fc.constantFrom('plain', 'normalised'),
  second: fc.constantFrom('none', 'plain', 'normalised'),
});

function term(bench: Bench, kind: TermKind, shape: Shape, batch: number): readonly number[] {
  if (kind === 'none') return [0, 0, 0];
  const tensor = bench.tensor(shape, batch);
  if (kind === 'plain') return [tensor, 0, 0];
  return [tensor, bench.floats(bench.numbers(shape.channels)), bench.floats(bench.numbers(shape.channels))];
}

/** The operands of a source. */
export function sourceOperands(
  bench: Bench,
  { act, first, second }: SourceSpec,
  shape: Shape,
  batch: number,
  store: number,
): number[] {
  const terms = [term(bench, first, shape, batch), term(bench, second, shape, batch)].flat();
  return [shape.rows, shape.channels, shape.columns, bench.act(act), bits(0.25), ...terms, store];
}

/** Operands yFirst, meanFirst, ySecond, meanSecond of so many normalisations. */
export function normalisedOperands(bench: Bench, count: number, shape: Shape, batch: number): readonly number[] {
  const one = (): readonly number[] => [
    bench.tensor(shape, batch),
    bench.floats(bench.numbers(shape.channels), 'opposite'),
  ];
  return [count > 0 ? one() : [0, 0], count > 1 ? one() : [0, 0]].flat();
}
