import { readFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { AltsparseError } from '@altsparse/core';
import { importModule } from './import-module.ts';
import type { Values } from './set.ts';

/** Values of a config file and the folder that its paths start from. */
export interface Loaded {
  /** As written. */
  readonly values: Values;
  /** Absolute. */
  readonly folder: string;
}

/**
 * Reads a config file: `.json`, or a module (`.ts`, `.mts`, `.js`, `.mjs`) whose default export is the experiment.
 *
 * @throws AltsparseError `config-file`.
 */
export async function loadConfigFile(path: string): Promise<Loaded> {
  const place = resolve(path);
  const text = await readText(place);
  const values = extname(place) === '.json' ? parse(text, place) : await evaluate(place);
  if (typeof values === 'object' && values !== null && !Array.isArray(values))
    return { values: values as Values, folder: dirname(place) };
  throw new AltsparseError('config-file', 'The config file holds no experiment.', {
    place,
    found: values === undefined ? 'no default export' : values,
    expected: 'export default defineExperiment({ … }), or a JSON object',
  });
}

async function readText(place: string): Promise<string> {
  try {
    return await readFile(place, 'utf8');
  } catch (cause) {
    throw new AltsparseError('config-file', 'The config file cannot be read.', {
      place,
      found: firstLine(cause),
      cause,
    });
  }
}

function parse(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AltsparseError('config-file', 'The config file is not JSON.', { place, found: firstLine(cause), cause });
  }
}

async function evaluate(place: string): Promise<unknown> {
  try {
    return (await importModule(place, dirname(place))).default;
  } catch (cause) {
    if (cause instanceof AltsparseError) throw cause;
    throw new AltsparseError('config-file', 'The config file does not run.', { place, found: firstLine(cause), cause });
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
