import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from 'vitest';
import { checkMethods } from './method-checks.test.kit.ts';
import { altsparse, casesOf, type Listing } from './methods.test.kit.ts';

const folder = await mkdtemp(join(tmpdir(), 'altsparse-sparse-'));
afterAll(() => rm(folder, { recursive: true }));

const listing = JSON.parse(await altsparse('plugins', '--json')) as Listing;

/**
 * Native kernels where there is a compiler, else WebAssembly; one thread, as tests of other files run beside. The loop of
 * all names runs twice, so this one has 60 steps, where 200 took a minute and a half: most periods are shares of the
 * length, so masks change as often. Ten images cost these kernels what four do, and losses of few steps are less noisy.
 */
const sparse = { engine: 'sparse', threads: 1, steps: 60, batchSize: 10 } as const;

describe('one config, with one name changed, on the sparse engine alone', () => {
  checkMethods(casesOf(listing, sparse), { folder, engine: /^sparse-(native|wasm)$/ });
});
