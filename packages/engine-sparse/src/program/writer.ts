import type { Precision } from '@altsparse/kernels';
import type { Form, Junction, Norm, Work } from '../form/form.ts';
import type { Readers } from '../form/readers.ts';
import { volumeOf } from '../form/size.ts';
import type { Instruction } from './bound.ts';
import { type Buffer, floatsBuffer, tensorBuffer } from './buffer.ts';

/** Sizes that were found by measuring. */
export interface Tuning {
  /** Below this sparsity a layer of 3x3 weights and stride 1 is worked through by Winograd's way, as if it were dense. Default 0.78, in mixed precision 0.7. */
  readonly winogradBelow: number;
  /** Below this sparsity a layer's filters are worked through in blocks of four. Default 0.4. */
  readonly denseBelow: number;
  /** What a thread's slabs should not exceed, in bytes. Default 1 MiB. */
  readonly slabBytes: number;
}

/** Batch and machine that a program is for. */
export interface Setting {
  /** True number of images. */
  readonly batch: number;
  /** Tiles of 16 images; of 32 in mixed precision. */
  readonly tiles: number;
  /** Threads of the machine. */
  readonly threads: number;
  /** Sizes. */
  readonly tuning: Tuning;
  /** Of what it computes. */
  readonly precision: Precision;
  /** Do normalisations take the batch's own statistics? */
  readonly training: boolean;
}

/** The vectors of one normalisation. */
export interface NormVectors {
  /** On the way forward: multiplied. */
  readonly scale: Buffer;
  /** On the way forward: added. */
  readonly shift: Buffer;
  /** Mean of the batch. */
  readonly mean: Buffer;
  /** One over the deviation. */
  readonly inverse: Buffer;
  /** On the way back: times the gradient, */
  readonly a: Buffer;
  /** times the tensor, */
  readonly b: Buffer;
  /** and added. */
  readonly c: Buffer;
}

/** A program that is being written. */
export interface Writer extends Setting {
  /** What it computes. */
  readonly form: Form;
  /** Who reads what. */
  readonly readers: Readers;
  /** Where the host writes the images `[batch][rows][columns][channels]`. */
  readonly images: Buffer;
  /** So far. */
  readonly instructions: Instruction[];
  /** Tensors of works. */
  readonly tensors: readonly Buffer[];
  /** Values of junctions that are stored. */
  readonly values: Map<number, Buffer>;
  /** By number. */
  readonly norms: readonly NormVectors[];
  /** Numbers of dropouts by work. */
  readonly drops: readonly Work[];
  /** The largest slab of a thread, in lines. */
  slabLines: number;
}

/** Starts a program. */
export function createWriter(form: Form, readers: Readers, setting: Setting): Writer {
  return {
    ...setting,
    form,
    readers,
    images: floatsBuffer(setting.batch * volumeOf(must(form.works[0], 'the input').size)),
    instructions: [],
    tensors: form.works.map(({ size }) => tensorBuffer(size, setting.tiles)),
    values: new Map(),
    norms: form.norms.map(normVectors),
    drops: form.works.filter(({ kind }) => kind === 'drop'),
    slabLines: 0,
  };
}

function normVectors({ channels }: Norm): NormVectors {
  const vector = (): Buffer => floatsBuffer(channels);
  return {
    scale: vector(),
    shift: vector(),
    mean: vector(),
    inverse: vector(),
    a: vector(),
    b: vector(),
    c: vector(),
  };
}

/** Appends an instruction. */
export function emit(writer: Writer, instruction: Instruction): void {
  writer.instructions.push(instruction);
}

/** A junction by its number. */
export function junctionAt(writer: Writer, index: number): Junction {
  return must(writer.form.junctions[index], 'a junction');
}

/** The tensor of a work. */
export function tensorOf(writer: Writer, work: number): Buffer {
  return must(writer.tensors[work], 'a tensor');
}

/** The vectors of a normalisation. */
export function vectorsOf(writer: Writer, norm: Norm): NormVectors {
  return must(writer.norms[norm.index], norm.name);
}

/** What must be there. */
export function must<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new RangeError(`${name} is missing: this is a fault of altsparse.`);
  return value;
}
