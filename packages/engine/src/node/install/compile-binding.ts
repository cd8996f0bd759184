import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AltsparseError } from '@altsparse/core';
import { runProgram } from './run-program.ts';
import { nodeApiHeaders } from './tfjs-package.ts';

/** Where the finished binding lies, below an engine's folder: the name that tfjs-node looks for below its `lib`. */
export const bindingFile = 'lib/napi-v8/tfjs_binding.node';

/** What is compiled, against what. */
export interface BindingSources {
  /** Folder of `@tensorflow/tfjs-node`, with its `binding/*.cc`. */
  readonly tfjsNode: string;
  /** TensorFlow's headers. */
  readonly headers: string;
  /** The engine's folder, with the libraries in `deps`. */
  readonly engine: string;
  /** Libraries below that folder which the binding loads, first those it names itself. */
  readonly libraries: readonly string[];
  /** As `process.platform` says. */
  readonly platform: string;
}

function compilerArguments(sources: BindingSources): string[] {
  const { tfjsNode, headers, engine, libraries, platform } = sources;
  const origin = platform === 'darwin' ? '@loader_path' : '$ORIGIN';
  const folders = [...new Set(libraries.map(dirname))];
  const platformFlags =
    platform === 'darwin'
      ? ['-undefined', 'dynamic_lookup']
      : ['-shared', '-Wl,--no-as-needed', '-Wl,--allow-shlib-undefined'];
  return [
    ...(platform === 'darwin' ? ['-bundle'] : []),
    ...['-std=c++17', '-O2', '-fPIC', '-DNAPI_VERSION=8', ...platformFlags],
    ...['-I', nodeApiHeaders(), '-I', headers],
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(tfjsNode, 'binding', name)),
    ...libraries.map((library) => join(engine, library)),
    ...folders.map((folder) => `-Wl,-rpath,${origin}/../../${folder}`),
    ...['-o', join(engine, bindingFile)],
  ];
}

/**
 * Compiles tfjs-node's binding with the compiler alone (about 5 s). It is Node-API 8: one file serves Node 20 and newer.
 * The libraries are found relative to the file, so the folder can be renamed afterwards.
 *
 * @throws AltsparseError `engine-install-compile` with the compiler's last lines.
 */
export async function compileBinding(compiler: string, sources: BindingSources, signal?: AbortSignal): Promise<void> {
  const output = join(sources.engine, bindingFile);
  await mkdir(dirname(output), { recursive: true });
  const end = await runProgram(compiler, compilerArguments(sources), { signal });
  if (end.status === 0 && existsSync(output)) return;
  throw new AltsparseError('engine-install-compile', 'The binding of tfjs-node could not be compiled.', {
    place: sources.tfjsNode,
    found: end.complaint,
    hint: `Check that ${compiler} compiles C++17, or install the default version of TensorFlow.`,
  });
}
