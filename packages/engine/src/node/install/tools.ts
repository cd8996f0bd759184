import process from 'node:process';
import { AltsparseError } from '@altsparse/core';
import { runProgram } from './run-program.ts';

/** The programs an installation needs. */
export interface Tools {
  /** A Python 3: it unpacks the wheel that its pip downloads. */
  readonly python: string;
  /** A C++17 compiler. */
  readonly compiler: string;
}

/** The end of a hint: nothing is lost meanwhile. */
export const goOn = 'Until then the WebAssembly engine is used.';

async function firstThatRuns(programs: readonly string[], args: string[]): Promise<string | undefined> {
  for (const program of programs) {
    const end = await runProgram(program, args);
    if (end.status === 0) return program;
  }
  return undefined;
}

async function findPython(): Promise<string> {
  const python = await firstThatRuns(
    ['python3', 'python'],
    ['-c', 'import sys, zipfile; assert sys.version_info >= (3, 7)'],
  );
  if (python !== undefined) return python;
  throw new AltsparseError('engine-install-no-python', 'Python 3 is needed to download TensorFlow.', {
    hint: `Install python3 with pip, then run \`altsparse engine install\`. ${goOn}`,
  });
}

/**
 * Finds a C++ compiler on the PATH, or the one named in CXX.
 *
 * @throws AltsparseError `engine-install-no-compiler`.
 */
export async function findCompiler(): Promise<string> {
  const named = process.env.CXX ? [process.env.CXX] : [];
  const compiler = await firstThatRuns([...named, 'g++', 'clang++', 'c++'], ['--version']);
  if (compiler !== undefined) return compiler;
  throw new AltsparseError('engine-install-no-compiler', 'The binding to TensorFlow needs a C++ compiler.', {
    hint: `Install g++ or clang++ (or name one in CXX), then run \`altsparse engine install\`. ${goOn}`,
  });
}

/**
 * Finds Python and a C++ compiler on the PATH.
 *
 * @throws AltsparseError `engine-install-no-python`, `engine-install-no-compiler`.
 */
export async function findTools(): Promise<Tools> {
  return { python: await findPython(), compiler: await findCompiler() };
}
