import type { Act, Junction, Size, Term } from '../form/form.ts';
import type { Source } from '../tape/operands.ts';
import * as tape from '../tape/tape.ts';
import type { Bound } from './bound.ts';
import { type Buffer, tensorBuffer } from './buffer.ts';
import { emit, junctionAt, must, type NormVectors, tensorOf, vectorsOf, type Writer } from './writer.ts';

/** A value before it has a place. */
export interface ValueSource {
  /** Of one image. */
  readonly size: Size;
  /** What is applied. */
  readonly act: Act;
  /** Of a leaky ReLU. */
  readonly slope: number;
  /** The sum: one or two terms. */
  readonly terms: readonly SourceTerm[];
  /** Where it is stored on the way. */
  readonly store?: Buffer;
}

interface SourceTerm {
  readonly tensor: Buffer;
  readonly norm?: NormVectors;
}

/** Numbers of the activations. */
const acts: Readonly<Record<Act, number>> = {
  none: 0,
  relu: 1,
  relu6: 2,
  leakyRelu: 3,
  elu: 4,
  sigmoid: 5,
  tanh: 6,
  swish: 7,
};

/** The operand of an instruction. */
export function boundSource({ size, act, slope, terms, store }: ValueSource, { at }: Bound): Source {
  const [first, second] = terms;
  return {
    ...size,
    act: acts[act],
    slope,
    first: first === undefined ? 0 : at(first.tensor),
    firstScale: first?.norm === undefined ? 0 : at(first.norm.scale),
    firstShift: first?.norm === undefined ? 0 : at(first.norm.shift),
    second: second === undefined ? 0 : at(second.tensor),
    secondScale: second?.norm === undefined ? 0 : at(second.norm.scale),
    secondShift: second?.norm === undefined ? 0 : at(second.norm.shift),
    store: store === undefined ? 0 : at(store),
  };
}

/** A tensor as it is. */
export function plainSource(size: Size, tensor: Buffer): ValueSource {
  return { size, act: 'none', slope: 0, terms: [{ tensor }] };
}

/** The sum and the activation of a junction; stores what it is made of. */
export function expression(writer: Writer, junction: Junction): ValueSource {
  const { size, act, slope } = junction;
  return { size, act, slope, terms: junction.terms.map((term) => sourceTerm(writer, term)) };
}

function sourceTerm(writer: Writer, { of, index, norm }: Term): SourceTerm {
  const tensor = of === 'work' ? tensorOf(writer, index) : valueTensor(writer, index);
  return { tensor, ...(norm !== undefined && { norm: vectorsOf(writer, norm) }) };
}

/** The tensor that is a junction's value, if it lies in memory. */
export function storedValue(writer: Writer, junction: Junction): Buffer | undefined {
  const [only, second] = junction.terms;
  const plain = junction.act === 'none' && second === undefined && only?.norm === undefined;
  if (plain && only?.of === 'work') return tensorOf(writer, only.index);
  return writer.values.get(junction.index);
}

/** The value of a junction in memory: computed now if it was not before. */
export function valueTensor(writer: Writer, index: number): Buffer {
  const junction = junctionAt(writer, index);
  const stored = storedValue(writer, junction);
  if (stored !== undefined) return stored;
  const source = { ...expression(writer, junction), store: place(writer, junction) };
  const { batch, tiles } = writer;
  emit(writer, (bound) => tape.junction({ lanes: { batch, tiles }, source: boundSource(source, bound) }));
  return must(source.store, 'a place');
}

/** What a convolution reads: recomputed each time, or stored by the first that reads it. */
export function readByConvolution(writer: Writer, index: number): ValueSource {
  const junction = junctionAt(writer, index);
  const stored = storedValue(writer, junction);
  if (stored !== undefined) return plainSource(junction.size, stored);
  const source = expression(writer, junction);
  return isVirtual(writer, junction) ? source : { ...source, store: place(writer, junction) };
}

function place(writer: Writer, { index, size }: Junction): Buffer {
  const buffer = tensorBuffer(size, writer.tiles);
  writer.values.set(index, buffer);
  return buffer;
}

/** Is a junction cheap to compute again, and read by convolutions alone? */
function isVirtual({ readers }: Writer, { index, act, terms }: Junction): boolean {
  const cheap = terms.length === 1 && (act === 'none' || act === 'relu');
  return cheap && !readers.isReadOtherwise(index) && readers.worksOf(index).every(({ kind }) => kind === 'convolution');
}
