import type { Junction, Norm } from '../form/form.ts';
import type { SumOperands } from '../tape/operands.ts';
import * as tape from '../tape/tape.ts';
import { type Buffer, doublesBuffer, tensorBuffer, tileLines } from './buffer.ts';
import { boundSource, expression, plainSource, storedValue, type ValueSource } from './source.ts';
import { emit, junctionAt, must, tensorOf, vectorsOf, type Writer } from './writer.ts';

/** A program on its way back. */
export interface BackwardWriter extends Writer {
  /** Derivatives that readers of a junction have given so far, by junction. */
  readonly pending: Map<number, Buffer[]>;
  /** How many are still to come, by junction. */
  readonly remaining: Map<number, number>;
  /** Derivatives with respect to sums of junctions, once all readers have given theirs. */
  readonly gradients: Map<number, Buffer>;
}

/** Sums over a junction's gradient, for the normalisations of its terms. */
export interface GradientSums {
  /** Doubles `[items][channels][3]`. */
  readonly buffer: Buffer;
  /** How many partial sums. */
  readonly items: number;
}

/** A normalised term of a junction. */
export interface NormalisedTerm {
  /** 1 or 2. */
  readonly which: 1 | 2;
  /** The normalisation. */
  readonly norm: Norm;
  /** What it normalises. */
  readonly tensor: Buffer;
}

/** The normalised terms of a junction. */
export function normalisedTerms(writer: Writer, { terms }: Junction): readonly NormalisedTerm[] {
  return terms.flatMap(({ norm, index }, at) =>
    norm === undefined ? [] : [{ which: at === 0 ? 1 : 2, norm, tensor: tensorOf(writer, index) }],
  );
}

/** Operands that say what to sum for the normalised terms. */
export function boundSums(
  writer: Writer,
  terms: readonly NormalisedTerm[],
  at: (buffer: Buffer) => number,
): SumOperands {
  const of = (which: 1 | 2): readonly [number, number] => {
    const term = terms.find((one) => one.which === which);
    return term === undefined ? [0, 0] : [at(term.tensor), at(vectorsOf(writer, term.norm).mean)];
  };
  const [[yFirst, meanFirst], [ySecond, meanSecond]] = [of(1), of(2)];
  return { yFirst, meanFirst, ySecond, meanSecond };
}

/** How many derivatives a junction still waits for. */
export function remainingOf(writer: BackwardWriter, junction: number): number {
  return writer.remaining.get(junction) ?? writer.readers.derivativesOf(junction);
}

/** Up to two derivatives that are there already, taken out. */
export function takePending(writer: BackwardWriter, junction: number): readonly Buffer[] {
  return writer.pending.get(junction)?.splice(0, 2) ?? [];
}

/** A reader's derivative with respect to a junction's value. The last one completes the junction's gradient. */
export function contribute(writer: BackwardWriter, index: number, gradient: Buffer): void {
  const remaining = remainingOf(writer, index) - 1;
  if (remaining < 0) return;
  const pending = writer.pending.get(index) ?? [];
  pending.push(gradient);
  writer.pending.set(index, pending);
  writer.remaining.set(index, remaining);
  if (remaining === 0) complete(writer, junctionAt(writer, index), pending);
}

function complete(writer: BackwardWriter, junction: Junction, pending: Buffer[]): void {
  const linear = junction.act === 'none' && normalisedTerms(writer, junction).length === 0;
  while (pending.length > (linear ? 1 : 3)) addTwo(writer, junction, pending);
  const result = linear ? must(pending[0], 'a gradient') : tensorBuffer(junction.size, writer.tiles);
  finish(writer, junction, result, linear ? undefined : throughJunction(writer, junction, pending, result));
}

function addTwo(writer: BackwardWriter, { size }: Junction, pending: Buffer[]): void {
  const [first, second] = pending.splice(0, 2);
  const result = tensorBuffer(size, writer.tiles);
  const [a, b] = [must(first, 'a gradient'), must(second, 'a gradient')];
  const { tiles } = writer;
  emit(writer, ({ at }) =>
    tape.add({ tiles, lines: tileLines(size), first: at(a), second: at(b), result: at(result) }),
  );
  pending.push(result);
}

function throughJunction(
  writer: BackwardWriter,
  junction: Junction,
  gradients: readonly Buffer[],
  result: Buffer,
): GradientSums | undefined {
  const { batch, tiles } = writer;
  const terms = normalisedTerms(writer, junction);
  const sums = terms.length > 0 ? doublesBuffer(tiles * junction.size.channels * 3) : undefined;
  const source = sumOf(writer, junction);
  emit(writer, (bound) => {
    const [first = 0, second = 0, third = 0] = gradients.map(bound.at);
    return tape.junctionBackward({
      lanes: { batch, tiles },
      source: boundSource(source, bound),
      gradients: [first, second, third],
      result: bound.at(result),
      ...boundSums(writer, terms, bound.at),
      sums: sums === undefined ? 0 : bound.at(sums),
    });
  });
  return sums && { buffer: sums, items: tiles };
}

/** The slope of a ReLU is known from its value; others need the sum. */
function sumOf(writer: Writer, junction: Junction): ValueSource {
  const value = storedValue(writer, junction);
  if (junction.act !== 'relu' || value === undefined) return expression(writer, junction);
  return { ...plainSource(junction.size, value), act: 'relu' };
}

/** Hands a junction's gradient on to its terms; the normalised ones make theirs of it. */
export function finish(writer: BackwardWriter, junction: Junction, gradient: Buffer, sums?: GradientSums): void {
  writer.gradients.set(junction.index, gradient);
  if (sums !== undefined)
    for (const term of normalisedTerms(writer, junction)) writeNormBackward(writer, junction, term, sums);
  for (const { of, index } of junction.terms) if (of === 'junction') contribute(writer, index, gradient);
}

function writeNormBackward(
  writer: Writer,
  { size }: Junction,
  { which, norm }: NormalisedTerm,
  sums: GradientSums,
): void {
  const { mean, inverse, a, b, c } = vectorsOf(writer, norm);
  emit(writer, (bound) =>
    tape.normBackward({
      channels: norm.channels,
      items: sums.items,
      sums: bound.at(sums.buffer),
      which,
      count: writer.batch * size.rows * size.columns,
      gamma: bound.vector(norm.gamma),
      mean: bound.at(mean),
      inverse: bound.at(inverse),
      a: bound.at(a),
      b: bound.at(b),
      c: bound.at(c),
      gammaGradient: bound.gradient(norm.gamma),
      betaGradient: bound.gradient(norm.beta),
    }),
  );
}
