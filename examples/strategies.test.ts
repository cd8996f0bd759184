import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from 'vitest';
import { checkMethods } from './method-checks.test.kit.ts';
import { altsparse, casesOf, type Listing } from './methods.test.kit.ts';

const folder = await mkdtemp(join(tmpdir(), 'altsparse-methods-'));
afterAll(() => rm(folder, { recursive: true }));

const listing = JSON.parse(await altsparse('plugins', '--json')) as Listing;

describe('one config, with one name changed, 200 steps', () => {
  checkMethods(casesOf(listing), { folder, engine: /^(tfjs-)?wasm$/ });
});
