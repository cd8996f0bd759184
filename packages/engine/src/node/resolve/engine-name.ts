import process from 'node:process';
import { AltsparseError } from '@altsparse/core';

/** The engines that TensorFlow.js offers under Node, the fastest first; `webgpu` is experimental and only taken when named. */
export type EngineName = 'tfjs-node-gpu' | 'tfjs-node' | 'wasm' | 'cpu' | 'webgpu';

/** What is tried without a wish, in this order. */
export const defaultOrder: readonly EngineName[] = ['tfjs-node-gpu', 'tfjs-node', 'wasm', 'cpu'];

const all: readonly EngineName[] = [...defaultOrder, 'webgpu'];

/**
 * Reads the preference from `ALTSPARSE_ENGINE`: a name of an engine, `auto`, or nothing.
 *
 * @throws AltsparseError `engine-unknown-name`.
 */
export function preferredEngine(variable: string | undefined = process.env.ALTSPARSE_ENGINE): EngineName | undefined {
  if (variable === undefined || variable === '' || variable === 'auto') return undefined;
  const name = all.find((name) => name === variable);
  if (name !== undefined) return name;
  throw new AltsparseError('engine-unknown-name', 'There is no engine of that name.', {
    place: 'ALTSPARSE_ENGINE',
    found: variable,
    expected: [...all, 'auto'].join(', '),
  });
}

/** What is tried, in order: what is preferred, then whatever comes after it by default. */
export function engineOrder(prefer: EngineName | undefined): EngineName[] {
  if (prefer === undefined) return [...defaultOrder];
  if (prefer === 'webgpu') return [prefer, ...defaultOrder];
  return defaultOrder.slice(defaultOrder.indexOf(prefer));
}
