import { AltsparseError } from '@altsparse/core';
import * as tf from '@tensorflow/tfjs-core';
import { type EngineName, engineOrder, preferredEngine } from './engine-name.ts';
import { loadNative } from './native.ts';
import { loadCpu, loadWasm, loadWebgpu } from './portable.ts';
import type { EngineLoader, EngineTrial } from './trial.ts';

/** Settings of {@link resolveEngine}. */
export interface ResolveOptions {
  /** The engine to try first; slower ones follow. Default: `ALTSPARSE_ENGINE`, else the fastest that works. */
  readonly prefer?: EngineName | undefined;
  /** Threads of TensorFlow's library; default `TF_NUM_INTRAOP_THREADS`, else one per processor. Fixed once it is loaded. */
  readonly threads?: number | undefined;
}

/** The engine that was taken, ready for use. */
export interface ResolvedEngine {
  /** Which one. */
  readonly name: EngineName;
  /** The one instance of TensorFlow.js, with its backend set and ready. */
  readonly tf: typeof tf;
  /** Version of TensorFlow.js. */
  readonly tfjs: string;
  /** Version of TensorFlow's C library; `null` where there is none. */
  readonly tensorflow: string | null;
  /** Fingerprint of the engine's own kernels beside TensorFlow's; `null` where they are not used. Others may give other bits. */
  readonly kernels: string | null;
  /** Threads of its arithmetic; part of a run's record, because another number gives other bits. */
  readonly threads: number;
  /** Every engine that was tried, in order; the last one was taken. */
  readonly tried: readonly EngineTrial[];
  /** Lines for people: what was taken, why faster ones were not, and what to do. */
  readonly describe: () => string[];
}

const loaders: Record<EngineName, EngineLoader> = {
  'tfjs-node-gpu': (threads) => loadNative('gpu', threads),
  'tfjs-node': (threads) => loadNative('cpu', threads),
  wasm: loadWasm,
  cpu: loadCpu,
  webgpu: loadWebgpu,
};

/** Lines that say which engine was taken, why the ones before it were not, and what to do about it. */
export function describeTrials(tried: readonly EngineTrial[]): string[] {
  const taken = tried.filter((trial) => trial.ok).map((trial) => `Engine: ${trial.name} (${trial.reason}).`);
  const passed = tried.filter((trial) => !trial.ok);
  return [...taken, ...passed.map(({ name, reason, hint }) => `Not ${name}: ${reason}.${hint && ` ${hint}`}`)];
}

/**
 * Takes the fastest engine that works here: `tfjs-node-gpu` where TensorFlow sees a GPU, `tfjs-node`, `wasm`, `cpu`;
 * or begins with the one that is named. `tfjs-node-gpu` and `tfjs-node` are the same npm package, linked to a GPU or a
 * CPU build. One process has one backend at a time: the last call decides.
 *
 * @throws AltsparseError `engine-unknown-name`, `engine-threads`, `engine-none`.
 */
export async function resolveEngine(options: ResolveOptions = {}): Promise<ResolvedEngine> {
  const tried: EngineTrial[] = [];
  for (const name of engineOrder(options.prefer ?? preferredEngine())) {
    const loaded = await loaders[name](options.threads);
    if ('failure' in loaded) {
      tried.push({ name, ok: false, reason: loaded.failure, hint: loaded.hint });
      continue;
    }
    const { reason, threads, tensorflow, kernels = null } = loaded;
    await tf.ready();
    tried.push({ name, ok: true, reason, hint: '' });
    return {
      name,
      tf,
      tfjs: tf.version_core,
      tensorflow,
      kernels,
      threads,
      tried,
      describe: () => describeTrials(tried),
    };
  }
  throw new AltsparseError('engine-none', 'No engine could be started.', { found: describeTrials(tried) });
}
