import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { AltsparseError } from '@altsparse/core';
import { runProgram } from './run-program.ts';
import { nodeApiHeaders } from './tfjs-package.ts';

const sources = fileURLToPath(new URL('../../../native/', import.meta.url));

// Contracted products would give other bits on other processors.
const flags = ['-std=c++17', '-O3', '-ffp-contract=off', '-fPIC', '-pthread', '-Wno-psabi', '-DNAPI_VERSION=8'];

const sourceNames = (): string[] => readdirSync(sources).filter((name) => /\.(cc|h)$/.test(name));

/** Changes with the sources and the flags: part of a run's record. */
export function kernelFingerprint(): string {
  const hash = createHash('sha256').update(flags.join(' '));
  for (const name of sourceNames().sort()) hash.update(name).update(readFileSync(join(sources, name)));
  return hash.digest('hex').slice(0, 12);
}

/**
 * Where the kernels of this package lie once they are compiled: beside the engines' folder, as they belong to no version
 * of TensorFlow. The name changes with their sources.
 */
export function kernelFile(cache: string): string {
  return join(dirname(cache), 'kernels', `${process.platform}-${process.arch}-${kernelFingerprint()}.node`);
}

function compilerArguments(engine: string, output: string): string[] {
  const mac = process.platform === 'darwin';
  const library = join(engine, 'deps/lib', mac ? 'libtensorflow_framework.2.dylib' : 'libtensorflow_framework.so.2');
  const link = mac ? ['-bundle', '-undefined', 'dynamic_lookup'] : ['-shared', '-Wl,--no-as-needed'];
  const code = sourceNames().filter((name) => name.endsWith('.cc'));
  return [
    ...flags,
    ...link,
    ...['-I', nodeApiHeaders()],
    ...code.map((name) => join(sources, name)),
    library,
    ...['-o', output],
  ];
}

/**
 * Compiles the kernels (about 3 s): whole or not at all. They find TensorFlow by the name of the library that the
 * process has loaded already.
 *
 * @param file - Where they go: see {@link kernelFile}.
 * @param engine - Folder of an engine; any version serves.
 * @throws AltsparseError `engine-install-compile` with the compiler's last lines.
 */
export async function buildKernels(
  compiler: string,
  file: string,
  engine: string,
  signal?: AbortSignal,
): Promise<void> {
  const fresh = `${file}.tmp-${process.pid}`;
  await mkdir(dirname(file), { recursive: true });
  try {
    const end = await runProgram(compiler, compilerArguments(engine, fresh), { signal });
    if (end.status !== 0 || !existsSync(fresh)) throw cannotCompile(compiler, end.complaint);
    await rename(fresh, file);
  } finally {
    await rm(fresh, { force: true });
  }
}

function cannotCompile(compiler: string, found: string): AltsparseError {
  return new AltsparseError('engine-install-compile', "The engine's own kernels could not be compiled.", {
    place: basename(sources),
    found,
    hint: `Check that ${compiler} compiles C++17. Until then TensorFlow's own are used, which take a little longer.`,
  });
}

/** Takes the kernels of every version out of the cache. */
export function removeKernels(cache: string): void {
  rmSync(join(dirname(cache), 'kernels'), { recursive: true, force: true });
}
