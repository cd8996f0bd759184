import { AltsparseError } from '../error.ts';
import type { NamedTensor, TensorData } from './safetensors.ts';

/** A tree as JSON, in which typed arrays are named, and those arrays by name. */
export interface EncodedTree {
  /** Plain JSON. What JSON has not is an object with one key that begins with `$`. */
  readonly json: unknown;
  /** The arrays, by the path to them. */
  readonly tensors: ReadonlyMap<string, NamedTensor>;
}

/**
 * Takes a plain tree apart: objects, lists, maps, sets, texts, numbers of every kind, truth values, null, undefined and
 * typed arrays (F32, F64, I32, U8).
 *
 * @param root - The name of the whole, first part of every path.
 * @throws AltsparseError `state-not-plain` with the path of what is none of these.
 */
export function encodeTree(value: unknown, root: string): EncodedTree {
  const tensors = new Map<string, NamedTensor>();
  return { json: encode(value, root, tensors), tensors };
}

function encode(value: unknown, path: string, tensors: Map<string, NamedTensor>): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (value === undefined) return { $undefined: true };
  if (typeof value === 'bigint') return { $bigint: String(value) };
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0) ? value : { $number: text(value) };
  if (isTensorData(value)) {
    tensors.set(path, { shape: [value.length], data: value });
    return { $tensor: path };
  }
  const inside = (key: unknown, one: unknown): unknown => encode(one, `${path}/${String(key)}`, tensors);
  if (Array.isArray(value)) return value.map((one, index) => inside(index, one));
  if (value instanceof Set) return { $set: [...value].map((one, index) => inside(index, one)) };
  if (value instanceof Map)
    return { $map: [...value].map(([key, one]) => [encode(key, path, tensors), inside(key, one)]) };
  if (isPlain(value))
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [escaped(key), inside(key, one)]));
  throw new AltsparseError('state-not-plain', 'This cannot be kept in a file.', {
    place: path,
    found: typeof value === 'object' ? value.constructor?.name : typeof value,
    expected:
      'objects, lists, maps, sets, texts, numbers, truth values, Float32Array, Float64Array, Int32Array, Uint8Array',
  });
}

/**
 * Puts a tree together again.
 *
 * @throws AltsparseError `state-damaged` when an array is missing or a mark unknown.
 */
export function decodeTree({ json, tensors }: EncodedTree): unknown {
  if (typeof json !== 'object' || json === null) return json;
  const inside = (one: unknown): unknown => decodeTree({ json: one, tensors });
  if (Array.isArray(json)) return json.map(inside);
  const [[key, one] = ['', undefined]] = Object.entries(json);
  if (!/^\$[^$]/.test(key))
    return Object.fromEntries(Object.entries(json).map(([name, of]) => [unescaped(name), inside(of)]));
  return decodeMark(key, one, inside, tensors);
}

function decodeMark(
  mark: string,
  value: unknown,
  inside: (one: unknown) => unknown,
  tensors: EncodedTree['tensors'],
): unknown {
  if (mark === '$undefined') return undefined;
  if (mark === '$number') return Number(value);
  if (mark === '$bigint') return BigInt(String(value));
  if (mark === '$set' && Array.isArray(value)) return new Set(value.map(inside));
  if (mark === '$map' && Array.isArray(value)) return new Map(value.map((pair) => inside(pair) as [unknown, unknown]));
  const tensor = mark === '$tensor' ? tensors.get(String(value)) : undefined;
  if (tensor !== undefined) return tensor.data;
  throw new AltsparseError('state-damaged', 'A state does not hold together.', { place: mark, found: value });
}

function isTensorData(value: unknown): value is TensorData {
  return [Float32Array, Float64Array, Int32Array, Uint8Array].some((type) => value instanceof type);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

const text = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));
const escaped = (key: string): string => (key.startsWith('$') ? `$${key}` : key);
const unescaped = (key: string): string => (key.startsWith('$$') ? key.slice(1) : key);
