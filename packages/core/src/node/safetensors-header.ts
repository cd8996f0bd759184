import { z } from 'zod';
import { AltsparseError } from '../error.ts';

const whole = z.number().int().min(0);
const entry: z.ZodType<TensorEntry> = z.strictObject({
  dtype: z.enum(['F64', 'F32', 'I32', 'U8']),
  shape: z.array(whole),
  data_offsets: z.tuple([whole, whole]),
});

/** What a header says of one tensor. */
export interface TensorEntry {
  /** Type of its numbers. */
  readonly dtype: 'F64' | 'F32' | 'I32' | 'U8';
  /** Axes, row-major. */
  readonly shape: readonly number[];
  /** First byte, and the one behind the last. */
  readonly data_offsets: readonly [number, number];
}

/** A header that was checked, and the bytes that it speaks of. */
export interface ParsedHeader {
  /** By name, in the header's order. */
  readonly entries: Readonly<Record<string, TensorEntry>>;
  /** Text by text. */
  readonly metadata: Readonly<Record<string, string>>;
  /** The bytes of all tensors. */
  readonly data: Uint8Array;
}

const bytesPerItem: Readonly<Record<TensorEntry['dtype'], number>> = { F64: 8, F32: 4, I32: 4, U8: 1 };

/**
 * Reads and checks the header of a file in the safetensors format.
 *
 * @throws AltsparseError `safetensors-damaged`.
 */
export function parseHeader(path: string, bytes: Buffer): ParsedHeader {
  const length = bytes.length < 8 ? Number.NaN : Number(bytes.readBigUInt64LE(0));
  if (!(length <= bytes.length - 8)) throw damaged(path, 'The header ends behind the file.', bytes.length);
  const { __metadata__: texts = {}, ...rest } = objectOf(path, bytes.subarray(8, 8 + length).toString('utf8'));
  const metadata = z.record(z.string(), z.string()).safeParse(texts);
  if (!metadata.success) throw damaged(path, 'The metadata are no texts.', typeof texts);
  const entries = Object.entries(rest).map(([name, one]) => [name, entryOf(path, name, one)] as const);
  const data = bytes.subarray(8 + length);
  checkPlaces(
    path,
    entries.map(([, one]) => one.data_offsets),
    data.length,
  );
  return { entries: Object.fromEntries(entries), metadata: metadata.data, data };
}

function objectOf(path: string, text: string): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(text);
    if (typeof header === 'object' && header !== null && !Array.isArray(header))
      return header as Record<string, unknown>;
  } catch {
    // The same fault as a header that is no object.
  }
  throw damaged(path, 'The header is no JSON object.', text.slice(0, 40));
}

function entryOf(path: string, name: string, value: unknown): TensorEntry {
  const { success, data, error } = entry.safeParse(value);
  if (!success) throw damaged(`${path}: ${name}`, 'A tensor is not described as it must be.', error.issues[0]?.message);
  const bytes = data.shape.reduce((product, axis) => product * axis, bytesPerItem[data.dtype]);
  const [from, to] = data.data_offsets;
  if (to - from !== bytes)
    throw damaged(`${path}: ${name}`, 'A tensor has another length than its shape.', to - from, bytes);
  return data;
}

/** Every tensor begins where the one before it ends, and the last one ends with the file. */
function checkPlaces(path: string, places: readonly (readonly [number, number])[], length: number): void {
  let end = 0;
  for (const [from, to] of places.toSorted(([a, x], [b, y]) => a - b || x - y)) {
    if (from !== end) throw damaged(path, 'Tensors overlap or leave a gap.', from, end);
    end = to;
  }
  if (end !== length) throw damaged(path, 'The tensors do not fill the file.', end, length);
}

function damaged(place: string, message: string, found: unknown, expected?: unknown): AltsparseError {
  return new AltsparseError('safetensors-damaged', message, {
    place,
    found,
    ...(expected === undefined ? {} : { expected }),
    hint: 'The file is damaged or not of this format: use another copy.',
  });
}
