import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { AltsparseError } from '@altsparse/core';
import { writeWhole } from './write-whole.ts';

/** A named array with its axes. */
export interface NamedTensor {
  /** Axes, row-major. */
  readonly shape: readonly number[];
  /** 32-bit floats, or bytes. */
  readonly data: Float32Array | Uint8Array;
}

/** What a file holds. */
export interface TensorFile {
  /** By name. */
  readonly tensors: ReadonlyMap<string, NamedTensor>;
  /** Text by text: the format's `__metadata__`. */
  readonly metadata: Readonly<Record<string, string>>;
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const bytesPerItem: Readonly<Record<string, number>> = { F32: 4, U8: 1 };
const metadataKey = '__metadata__';
const checksumKey = 'sha256';

/**
 * Writes tensors in the safetensors format (github.com/huggingface/safetensors): eight bytes with the header's length,
 * little-endian; a JSON header, padded with spaces to a multiple of eight; the bytes of all tensors without a gap, 32-bit
 * floats first so that they stay aligned. The metadata also gets a SHA-256 of those bytes. Whole or not at all.
 */
export async function writeSafetensors(path: string, file: TensorFile): Promise<void> {
  const ordered = [...file.tensors].sort(([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  const pieces = ordered.map(([, { data }]) => littleEndian(data));
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  const header: Record<string, unknown> = { [metadataKey]: { ...file.metadata, [checksumKey]: hash.digest('hex') } };
  let offset = 0;
  for (const [name, { shape, data }] of ordered) {
    const end = offset + data.byteLength;
    header[name] = { dtype: data instanceof Float32Array ? 'F32' : 'U8', shape, data_offsets: [offset, end] };
    offset = end;
  }
  const text = Buffer.from(JSON.stringify(header));
  const padded = Buffer.concat([text, Buffer.alloc((8 - (text.length % 8)) % 8, ' ')]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  await writeWhole(path, [length, padded, ...pieces]);
}

/**
 * Reads a file in the safetensors format with tensors of types F32 and U8, and checks all of it: lengths, shapes, places
 * without gap or overlap, and the checksum where there is one.
 *
 * @throws AltsparseError `safetensors-missing`, `safetensors-damaged`.
 */
export async function readSafetensors(path: string): Promise<TensorFile> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new AltsparseError('safetensors-missing', 'There are no weights to read.', { place: path, cause });
  });
  const headerLength = bytes.length < 8 ? Number.NaN : Number(bytes.readBigUInt64LE(0));
  if (!(headerLength <= bytes.length - 8)) throw damaged(path, 'The header ends behind the file.', bytes.length);
  const header = parseHeader(path, bytes.subarray(8, 8 + headerLength).toString('utf8'));
  const data = bytes.subarray(8 + headerLength);
  const { [metadataKey]: found, ...entries } = header;
  const metadata = (found ?? {}) as Record<string, string>;
  checkSum(path, data, metadata[checksumKey]);
  checkPlaces(path, Object.values(entries) as Entry[], data.length);
  const tensors = Object.entries(entries).map(
    ([name, entry]) => [name, tensorOf(path, name, entry as Entry, data)] as const,
  );
  return { tensors: new Map(tensors), metadata };
}

function parseHeader(path: string, text: string): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(text);
    if (typeof header === 'object' && header !== null && !Array.isArray(header))
      return header as Record<string, unknown>;
  } catch {
    // The same fault as a header that is no object.
  }
  throw damaged(path, 'The header is no JSON object.', text.slice(0, 40));
}

function checkSum(path: string, data: Uint8Array, expected: string | undefined): void {
  if (expected === undefined) return;
  const found = createHash('sha256').update(data).digest('hex');
  if (found !== expected) throw damaged(path, 'The tensors have another checksum.', found, expected);
}

/** Every tensor begins where the one before it ends, and the last one ends with the file. */
function checkPlaces(path: string, entries: readonly Entry[], length: number): void {
  const places = entries
    .map((entry) => entry?.data_offsets ?? [])
    .sort(([a = 0, x = 0], [b = 0, y = 0]) => a - b || x - y);
  let end = 0;
  for (const [from, to] of places) {
    if (from !== end || to === undefined || to < from)
      throw damaged(path, 'Tensors overlap or leave a gap.', from, end);
    end = to;
  }
  if (end !== length) throw damaged(path, 'The tensors do not fill the file.', end, length);
}

function tensorOf(path: string, name: string, entry: Entry, data: Uint8Array): NamedTensor {
  const {
    dtype,
    shape,
    data_offsets: [from, to],
  } = entry;
  const size = bytesPerItem[dtype];
  const items = Array.isArray(shape) ? shape.reduce((product, axis) => product * axis, 1) : Number.NaN;
  if (size === undefined)
    throw damaged(`${path}: ${name}`, 'A tensor has a type that is not read here.', dtype, 'F32, U8');
  if (to - from !== items * size)
    throw damaged(`${path}: ${name}`, 'A tensor has another length than its shape.', to - from, items * size);
  const bytes = data.slice(from, to);
  return { shape, data: dtype === 'F32' ? floatsOf(bytes) : new Uint8Array(bytes) };
}

function floatsOf(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.byteLength / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

function littleEndian(data: Float32Array | Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.byteLength);
  const view = new DataView(bytes.buffer);
  if (data instanceof Uint8Array) bytes.set(data);
  else data.forEach((value, i) => void view.setFloat32(4 * i, value, true));
  return bytes;
}

function damaged(place: string, message: string, found: unknown, expected?: unknown): AltsparseError {
  return new AltsparseError('safetensors-damaged', message, {
    place,
    found,
    ...(expected === undefined ? {} : { expected }),
  });
}
