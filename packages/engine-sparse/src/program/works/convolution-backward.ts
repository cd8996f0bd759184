import type { Convolution, Junction } from '../../form/form.ts';
import type { Epilogue, OutputGradient } from '../../tape/operands.ts';
import * as tape from '../../tape/tape.ts';
import type { Bound } from '../bound.ts';
import { type Buffer, doublesBuffer, tensorBuffer } from '../buffer.ts';
import {
  type BackwardWriter,
  boundSums,
  contribute,
  finish,
  type GradientSums,
  normalisedTerms,
  remainingOf,
  takePending,
} from '../contributions.ts';
import { boundGeometry, haloOf, shareConvolution } from '../geometry.ts';
import { boundSource, readByConvolution } from '../source.ts';
import { emit, junctionAt, must, tensorOf, vectorsOf, type Writer } from '../writer.ts';

/** What becomes of the gradient of a convolution's input. */
interface InputGradient {
  readonly junction: Junction;
  readonly result: Buffer;
  /** Derivatives of other readers, to be added. */
  readonly adds: readonly Buffer[];
  /** Is it the junction's gradient that is made here, behind its activation? */
  readonly whole: boolean;
  readonly sums?: GradientSums;
}

/** Writes the way back through a convolution; nothing if nothing is asked of it. */
export function writeConvolutionBackward(writer: BackwardWriter, work: Convolution, gradient: Buffer): void {
  const { batch, tiles } = writer;
  const read = must(work.reads[0], work.name);
  const source = readByConvolution(writer, read);
  const share = shareConvolution(writer, work, 'backward');
  const items = tiles * share.chunks;
  const input = planInput(writer, junctionAt(writer, read), items);
  const bias = work.bias === undefined ? undefined : doublesBuffer(items * work.size.channels);
  if (input === undefined && work.kernel === undefined) return;
  const halo = haloOf(work);
  emit(writer, (bound) => {
    const { weights, inputs } = bound.layer(work.name);
    return tape.convBackward({
      lanes: { batch, tiles },
      source: boundSource(source, bound),
      geometry: boundGeometry(work, share, bound),
      gradient: boundGradient(writer, work, gradient, bound),
      halo,
      weights,
      weightStride: bound.weightStride,
      inputs: input === undefined ? noLists : inputs,
      bias: bias === undefined ? 0 : bound.at(bias),
      epilogue: input === undefined ? noEpilogue : boundEpilogue(writer, input, bound),
    });
  });
  if (bias !== undefined) writeBias(writer, work, items, bias);
  if (input !== undefined) passOn(writer, input);
}

const noLists = { block: 1, count: 0, starts: 0, offsets: 0, values: 0 } as const;

const noEpilogue: Epilogue = {
  result: 0,
  addFirst: 0,
  addSecond: 0,
  mask: 0,
  yFirst: 0,
  meanFirst: 0,
  ySecond: 0,
  meanSecond: 0,
  sums: 0,
};

/** The last reader to run finishes the junction's gradient, if the slope of the activation is that of a ReLU. */
function planInput(writer: BackwardWriter, junction: Junction, items: number): InputGradient | undefined {
  const remaining = remainingOf(writer, junction.index);
  if (remaining === 0) return undefined;
  const adds = takePending(writer, junction.index);
  const others = writer.pending.get(junction.index)?.length ?? 0;
  const whole = remaining === 1 && others === 0 && (junction.act === 'none' || junction.act === 'relu');
  const result = tensorBuffer(junction.size, writer.tiles);
  if (!whole || normalisedTerms(writer, junction).length === 0) return { junction, result, adds, whole };
  const sums = { buffer: doublesBuffer(items * junction.size.channels * 3), items };
  return { junction, result, adds, whole, sums };
}

function passOn(writer: BackwardWriter, { junction, result, whole, sums }: InputGradient): void {
  if (!whole) {
    contribute(writer, junction.index, result);
    return;
  }
  writer.remaining.set(junction.index, 0);
  finish(writer, junction, result, sums);
}

function boundGradient(writer: Writer, work: Convolution, gradient: Buffer, { at }: Bound): OutputGradient {
  const norm = writer.readers.normOf(work.index);
  if (norm === undefined) return { gradient: at(gradient), output: 0, a: 0, b: 0, c: 0 };
  const { a, b, c } = vectorsOf(writer, norm);
  return { gradient: at(gradient), output: at(tensorOf(writer, work.index)), a: at(a), b: at(b), c: at(c) };
}

function boundEpilogue(writer: Writer, input: InputGradient, { at }: Bound): Epilogue {
  const { junction, result, adds, whole, sums } = input;
  const [addFirst, addSecond] = adds;
  return {
    result: at(result),
    addFirst: addFirst === undefined ? 0 : at(addFirst),
    addSecond: addSecond === undefined ? 0 : at(addSecond),
    mask: whole && junction.act === 'relu' ? 1 : 0,
    ...boundSums(writer, whole ? normalisedTerms(writer, junction) : [], at),
    sums: sums === undefined ? 0 : at(sums.buffer),
  };
}

function writeBias(writer: Writer, work: Convolution, items: number, sums: Buffer): void {
  const bias = must(work.bias, work.name);
  const { channels } = work.size;
  emit(writer, (bound) => tape.sumItems({ channels, items, sums: bound.at(sums), to: bound.gradient(bias) }));
}
