import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AltsparseError } from '@altsparse/core';
import { addonFile, isWhole, kernelFolder } from './addon-file.ts';
import { compileAddon, findCompiler } from './compile.ts';

/** Settings of {@link installKernels}. */
export interface InstallKernelsOptions {
  /** Cache folder; default as everywhere. */
  readonly cache?: string | undefined;
  /** Ends the compilation. */
  readonly signal?: AbortSignal | undefined;
  /** Told, in a line, what is being done. */
  readonly note?: ((line: string) => void) | undefined;
}

/** What is installed of the sparse kernels. */
export interface KernelsStatus {
  /** Where the addon for this machine and this version lies, or would. */
  readonly file: string;
  /** Is it there, whole? */
  readonly ready: boolean;
}

/** Are the native kernels there? */
export function kernelsStatus(cache?: string): KernelsStatus {
  const file = addonFile(cache);
  return { file, ready: isWhole(file) };
}

/**
 * Compiles the native kernels for this machine, unless that has been done: about 15 s, needs a C compiler and nothing
 * from the network.
 *
 * @returns the addon's file.
 * @throws AltsparseError `kernels-no-compiler`, `kernels-compile`.
 */
export async function installKernels(options: InstallKernelsOptions = {}): Promise<string> {
  const { file, ready } = kernelsStatus(options.cache);
  if (ready) return file;
  const compiler = await findCompiler();
  if (compiler === undefined)
    throw new AltsparseError('kernels-no-compiler', 'There is no C compiler for the sparse kernels.', {
      hint: 'Install gcc or clang (or name one in CC), then run `altsparse engine install`.',
    });
  options.note?.('Compiling the sparse kernels for this machine (15 s) …');
  await compileAddon(compiler, file, options.signal);
  return file;
}

/** What was removed of the sparse kernels. */
export interface KernelsRemoval {
  /** Addons that were taken away. */
  readonly files: readonly string[];
  /** Bytes freed. */
  readonly bytes: number;
}

/** Takes every compiled addon out of the cache: those of other versions, flags and processors too. */
export function removeKernels(cache?: string): KernelsRemoval {
  const folder = kernelFolder(cache);
  const all = namesIn(folder).map((name) => join(folder, name));
  const files = all.filter((file) => file.endsWith('.node'));
  const bytes = all.reduce((sum, file) => sum + statSync(file).size, 0);
  rmSync(folder, { recursive: true, force: true });
  return { files, bytes };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
