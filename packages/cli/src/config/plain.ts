import { AltsparseError } from '@altsparse/core';
import type { Values } from './set.ts';

/** Deeper than any config has a reason to be. */
const deepest = 32;

/** A place on the way down. */
interface Place {
  readonly path: string;
  readonly depth: number;
}

/**
 * A copy of a config's values that is nothing but data: lists, objects without a class, texts, numbers, true, false, null.
 *
 * @param where - What to call the whole in errors.
 * @throws AltsparseError `config-value` with the path of what is no data, is too deep or cannot be read.
 */
export function plainValues(values: object, where: string): Values {
  return copyObject(values, { path: '', depth: 0 }, where) as Values;
}

function copy(value: unknown, place: Place, where: string): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') throw notData(place, where, `a ${typeof value}`);
  if (typeof value !== 'object' || value === null) return value;
  if (place.depth > deepest) throw notData(place, where, `more than ${deepest} levels, or a value that holds itself`);
  if (Array.isArray(value)) return value.map((one, i) => copy(one, inside(place, `[${i}]`), where));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return copyObject(value, place, where);
  throw notData(place, where, `an object of class ${value.constructor?.name ?? 'unknown'}`);
}

function copyObject(value: object, place: Place, where: string): object {
  return Object.fromEntries(
    Object.keys(value).map((key) => {
      const at = inside(place, place.path === '' ? key : `.${key}`);
      if (key === '__proto__') throw notData(at, where, 'a key that no config has');
      return [key, copy(read(value, key, at, where), at, where)];
    }),
  );
}

function read(value: object, key: string, at: Place, where: string): unknown {
  try {
    return Reflect.get(value, key);
  } catch (cause) {
    throw notData(at, where, `it throws: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

function inside({ path, depth }: Place, step: string): Place {
  return { path: `${path}${step}`, depth: depth + 1 };
}

function notData({ path }: Place, where: string, found: string): AltsparseError {
  return new AltsparseError('config-value', 'A config holds data alone.', {
    place: path.length > 200 ? `${where}, ${path.slice(0, 200)} …` : `${where}, ${path}`,
    found,
    expected: 'lists, objects, texts, numbers, true, false or null',
    hint: 'Parts are named and given options; a part of your own goes into a plug-in.',
  });
}
