import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { endianness } from 'node:os';
import { AltsparseError } from '../error.ts';
import { parseHeader, type TensorEntry } from './safetensors-header.ts';
import { writeWhole } from './write-whole.ts';

/** Numbers of the types that are written and read here: F32, F64, I32, U8. */
export type TensorData = Float32Array | Float64Array | Int32Array | Uint8Array;

/** A named array with its axes. */
export interface NamedTensor {
  /** Axes, row-major. */
  readonly shape: readonly number[];
  /** Its numbers. */
  readonly data: TensorData;
}

/** What a file holds. */
export interface TensorFile {
  /** By name. */
  readonly tensors: ReadonlyMap<string, NamedTensor>;
  /** Text by text: the format's `__metadata__`. */
  readonly metadata: Readonly<Record<string, string>>;
}

const types = { F64: Float64Array, F32: Float32Array, I32: Int32Array, U8: Uint8Array } as const;
const metadataKey = '__metadata__';
const checksumKey = 'sha256';

/**
 * Writes tensors in the safetensors format (github.com/huggingface/safetensors): eight bytes with the header's length,
 * little-endian; a JSON header, padded with spaces to a multiple of eight; the bytes of all tensors without a gap, wide
 * numbers first so that they stay aligned. The metadata also gets a SHA-256 of the rest of the header and of those
 * bytes. Whole or not at all.
 *
 * @throws AltsparseError `file-write`.
 */
export async function writeSafetensors(path: string, file: TensorFile): Promise<void> {
  const ordered = [...file.tensors].sort(([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  const pieces = ordered.map(([, { data }]) => littleEndian(data));
  const header: Record<string, unknown> = { [metadataKey]: file.metadata };
  let offset = 0;
  for (const [name, { shape, data }] of ordered) {
    const end = offset + data.byteLength;
    header[name] = { dtype: typeOf(data), shape, data_offsets: [offset, end] };
    offset = end;
  }
  header[metadataKey] = { ...file.metadata, [checksumKey]: checksum(header, pieces) };
  const text = Buffer.from(JSON.stringify(header));
  const padded = Buffer.concat([text, Buffer.alloc((8 - (text.length % 8)) % 8, ' ')]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  await writeWhole(path, [length, padded, ...pieces]);
}

/**
 * Reads a file in the safetensors format, whoever wrote it, and checks all of it: lengths, shapes, places without gap or
 * overlap, and the checksum where there is one.
 *
 * @throws AltsparseError `safetensors-missing`, `safetensors-damaged`.
 */
export async function readSafetensors(path: string): Promise<TensorFile> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new AltsparseError('safetensors-missing', 'There are no tensors to read.', { place: path, cause });
  });
  const { entries, metadata, data } = parseHeader(path, bytes);
  const { [checksumKey]: expected, ...texts } = metadata;
  if (expected !== undefined) refuseOther(path, expected, checksum({ [metadataKey]: texts, ...entries }, [data]));
  const tensors = Object.entries(entries).map(([name, entry]) => [name, tensorOf(entry, data)] as const);
  return { tensors: new Map(tensors), metadata: texts };
}

function checksum(header: unknown, pieces: readonly Uint8Array[]): string {
  const hash = createHash('sha256').update(JSON.stringify(header));
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}

function refuseOther(place: string, expected: string, found: string): void {
  if (found !== expected)
    throw new AltsparseError('safetensors-damaged', 'The file has another checksum.', {
      place,
      found,
      expected,
      hint: 'The file was damaged or changed after it was written: use another copy, or an earlier checkpoint.',
    });
}

function typeOf(data: TensorData): string {
  return Object.entries(types).find(([, type]) => data instanceof type)?.[0] ?? '';
}

function tensorOf({ dtype, shape, data_offsets: [from, to] }: TensorEntry, data: Uint8Array): NamedTensor {
  const type = types[dtype];
  const bytes = swapped(new Uint8Array(data.subarray(from, to)), type.BYTES_PER_ELEMENT);
  return { shape, data: new type(bytes.buffer) };
}

function littleEndian(data: TensorData): Uint8Array {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return endianness() === 'LE' ? bytes : swapped(new Uint8Array(bytes), data.BYTES_PER_ELEMENT);
}

/** The same bytes on a little-endian machine; on another each number's bytes are turned round, in place. */
function swapped(bytes: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> {
  if (endianness() === 'BE') for (let at = 0; at < bytes.length; at += size) bytes.subarray(at, at + size).reverse();
  return bytes;
}
