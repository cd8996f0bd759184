import { AltsparseError } from '@altsparse/core';
import { defaultParts, exclusive } from './schema.ts';
import { shortName } from './suggest.ts';

/** Values of a config, before they are checked. */
export type Values = Readonly<Record<string, unknown>>;

/** One `--set key.path=value`, read. */
export interface Setting {
  /** Keys from the outside in; numbers count places of a list. */
  readonly path: readonly string[];
  /** JSON, or else the text as it stands. */
  readonly value: unknown;
}

/**
 * Reads `strategy.every=400`, `subnets=[0.8,0.9]`, `surgery=none`.
 *
 * @throws AltsparseError `config-set`.
 */
export function parseSetting(text: string): Setting {
  const at = text.indexOf('=');
  const path = text.slice(0, Math.max(0, at)).split('.');
  if (at < 1 || path.some((key) => key.trim() === ''))
    throw new AltsparseError('config-set', 'A setting must say what and how.', {
      place: '--set',
      found: text,
      expected: 'key.path=value',
    });
  return { path: path.map((key) => key.trim()), value: readValue(text.slice(at + 1)) };
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * The values with one of them set; nothing given is changed. A part that is there by name alone gets an object, so that
 * `strategy.every` can be set on `strategy: 'ast'`, and one that is not there is the default one.
 *
 * @throws AltsparseError `config-set` where the path leads through something that has no keys.
 */
export function applySetting(values: Values, { path, value }: Setting): Values {
  const [first = ''] = path;
  const partner = exclusive.find((pair) => pair.includes(first))?.find((key) => key !== first);
  const kept = partner === undefined ? values : without(values, partner);
  const chosen = path.length > 1 && !(first in kept) ? defaultParts[first] : undefined;
  const whole = chosen === undefined ? kept : { ...kept, [first]: chosen };
  return put(whole, path, value, path.join('.')) as Values;
}

function without(values: Values, key: string): Values {
  const { [key]: _, ...rest } = values;
  return rest;
}

function put(at: unknown, [key, ...rest]: readonly string[], value: unknown, whole: string): unknown {
  if (key === undefined) return value;
  if (Array.isArray(at)) return putItem(at, key, rest, value, whole);
  const holder = typeof at === 'string' ? { use: at } : (at ?? {});
  if (typeof holder !== 'object') throw noKeys(whole, key, at);
  return { ...holder, [key]: put(Reflect.get(holder, key), rest, value, whole) };
}

function putItem(
  list: readonly unknown[],
  key: string,
  rest: readonly string[],
  value: unknown,
  whole: string,
): unknown {
  const place = Number(key);
  if (!Number.isInteger(place) || place < 0 || place > list.length) throw noKeys(whole, key, list);
  const copy = [...list];
  copy[place] = put(list[place], rest, value, whole);
  return copy;
}

function noKeys(place: string, key: string, found: unknown): AltsparseError {
  return new AltsparseError('config-set', `There is no '${shortName(key)}' in this value.`, {
    place: `--set ${place}`,
    found,
    expected: Array.isArray(found) ? `a place from 0 to ${found.length}` : 'an object',
  });
}
