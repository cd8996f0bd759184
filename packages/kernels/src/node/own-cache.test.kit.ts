import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach } from 'vitest';
import { checksumFile, checksumOf, kernelFolder } from './addon-file.ts';
import { findCompiler } from './compile.ts';

/** Is there a C compiler for the tests that need one? */
export const hasCompiler: boolean = (await findCompiler()) !== undefined;

/** A folder for one test, with a cache in it. */
export interface OwnCache {
  /** Deleted after the test. */
  readonly folder: string;
  /** Names of the files in the folder of addons, sorted. */
  readonly names: () => string[];
}

/**
 * Gives each test a cache of its own, and compiles without optimisation there, which takes 1.5 s instead of 10. What the
 * test does to the environment is undone.
 */
export function ownCache(): OwnCache {
  let folder = '';
  const kept = { ...process.env };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'altsparse-kernels-'));
    process.env.ALTSPARSE_CACHE = folder;
    process.env.ALTSPARSE_KERNELS_FLAGS = '-O0';
  });
  afterEach(() => {
    for (const name of ['ALTSPARSE_CACHE', 'ALTSPARSE_KERNELS_FLAGS', 'ALTSPARSE_THREADS', 'CC', 'PATH']) {
      if (kept[name] === undefined) delete process.env[name];
      else process.env[name] = kept[name];
    }
    rmSync(folder, { recursive: true });
  });
  return {
    get folder() {
      return folder;
    },
    names: () => readdirSync(kernelFolder()).sort(),
  };
}

/** Writes the checksum that belongs to a file, as an installation does. */
export function seal(addon: string): void {
  writeFileSync(checksumFile(addon), checksumOf(addon));
}
