import { rmSync } from 'node:fs';
import { AltsparseError } from '@altsparse/core';
import { addonFile, checksumFile, isWhole } from './addon-file.ts';
import { compileAddon, findCompiler } from './compile.ts';

/** Settings of {@link installKernels}. */
export interface InstallKernelsOptions {
  /** Cache folder; default as everywhere. */
  readonly cache?: string;
  /** Ends the compilation. */
  readonly signal?: AbortSignal;
  /** Told, in a line, what is being done. */
  readonly note?: (line: string) => void;
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
 * Compiles the native kernels for this machine, unless that has been done: about 10 s, needs a C compiler and nothing
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
  options.note?.('Compiling the sparse kernels for this machine (10 s) …');
  await compileAddon(compiler, file, options.signal);
  return file;
}

/** Takes the addon of this machine and version out of the cache. */
export function removeKernels(cache?: string): void {
  const file = addonFile(cache);
  rmSync(file, { force: true });
  rmSync(checksumFile(file), { force: true });
}
