import { availableParallelism } from 'node:os';
import process from 'node:process';
import { AltsparseError } from '@altsparse/core';
import type { Machine } from '../machine.ts';
import { discard } from './addon-file.ts';
import { installKernels, kernelsStatus } from './install-kernels.ts';
import { type Addon, loadAddon, nativeMachine } from './native-machine.ts';
import { ownWasmMachine } from './wasm-module.ts';

/** Settings of {@link nodeMachine}. */
export interface NodeMachineOptions {
  /** Threads; default `ALTSPARSE_THREADS`, else one per processor. */
  readonly threads?: number | undefined;
  /** Which to take; default native where it can be had, else WebAssembly. */
  readonly prefer?: 'native' | 'wasm' | undefined;
  /** Compile the native kernels where they are missing or stale? Default true. */
  readonly build?: boolean | undefined;
  /** Cache folder; default as everywhere. */
  readonly cache?: string | undefined;
  /** Told, in one line, why it is not the native machine, or that it is being compiled. */
  readonly note?: ((line: string) => void) | undefined;
}

/**
 * The fastest machine that works here: native kernels, compiled on first use where there is a compiler (about 15 s);
 * else WebAssembly, with one line that says why. `prefer: 'native'` takes nothing else.
 *
 * An addon that is damaged, stale, or for another machine is compiled anew.
 *
 * @throws AltsparseError `engine-threads`; with `prefer: 'native'` also `kernels-no-compiler`, `kernels-compile`,
 * `kernels-no-addon`.
 */
export async function nodeMachine(options: NodeMachineOptions = {}): Promise<Machine> {
  const { prefer, note = () => {} } = options;
  const threads = threadsOf(options);
  if (prefer === 'wasm') return ownWasmMachine(threads, note);
  try {
    return nativeMachine(await addon(options, note), threads);
  } catch (error) {
    if (prefer === 'native') throw error;
    const why = error instanceof AltsparseError ? `${error.summary} ${error.details.hint ?? ''}` : String(error);
    note(`Sparse kernels run in WebAssembly, which is several times slower: ${why.trim()}`);
    return ownWasmMachine(threads, note);
  }
}

async function addon({ build = true, cache }: NodeMachineOptions, note: (line: string) => void): Promise<Addon> {
  const { file, ready } = kernelsStatus(cache);
  const addon = ready ? tryToLoad(file) : undefined;
  if (addon) return addon;
  if (build) {
    // Whole, yet it cannot be loaded: for another system's libraries, perhaps.
    if (ready) discard(file);
    return loadAddon(await installKernels({ cache, note }));
  }
  throw new AltsparseError('kernels-no-addon', 'The native kernels are not compiled.', {
    place: file,
    hint: 'Run `altsparse engine install`.',
  });
}

function tryToLoad(file: string): Addon | undefined {
  try {
    return loadAddon(file);
  } catch {
    return undefined;
  }
}

/** Threads of a machine. */
const most = 256;

function threadsOf({ threads }: NodeMachineOptions): number {
  const asked = threads ?? Number(process.env.ALTSPARSE_THREADS || Math.min(availableParallelism(), most));
  if (Number.isInteger(asked) && asked >= 1 && asked <= most) return asked;
  throw new AltsparseError('engine-threads', 'This number of threads cannot be.', {
    found: asked,
    expected: `a whole number from 1 to ${most}`,
  });
}
