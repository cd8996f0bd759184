import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { AltsparseError } from '@altsparse/core';

/** Where npm put `@tensorflow/tfjs-node`, and which one it is. */
export interface TfjsPackage {
  /** Its folder in `node_modules`. */
  readonly folder: string;
  /** Its version: `4.22.0`. */
  readonly version: string;
}

const here = createRequire(import.meta.url);

/** Reads the version of a package in a folder. Errors are those of reading. */
export function packageIn(folder: string): TfjsPackage {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return { folder, version };
}

/**
 * Finds npm's package `@tensorflow/tfjs-node`; it need not be built.
 *
 * @throws AltsparseError `engine-no-tfjs-node` where npm left it out.
 */
export function findTfjsNode(): TfjsPackage {
  try {
    return packageIn(dirname(here.resolve('@tensorflow/tfjs-node/package.json')));
  } catch (cause) {
    throw new AltsparseError('engine-no-tfjs-node', 'The npm package @tensorflow/tfjs-node is not installed.', {
      hint: 'Run `npm install --ignore-scripts @tensorflow/tfjs-node`, then `altsparse engine install`.',
      cause,
    });
  }
}

/** The folder of the Node-API's C headers. */
export function nodeApiHeaders(): string {
  return join(dirname(here.resolve('node-api-headers')), 'include');
}
