import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';
import { AltsparseError } from '@altsparse/core';
import { buildEngine } from './build-engine.ts';
import { engineCache } from './cache-folder.ts';
import { buildKernels, kernelFile } from './kernels.ts';
import { type LinkState, linkState, putLink } from './link.ts';
import { check } from './manifest.ts';
import type { OnProgress } from './progress.ts';
import { selectEngine, selectedEngine } from './selection.ts';
import { defaultTensorflow, type EngineKey, folderName, wheelTarget } from './target.ts';
import { findTfjsNode, type TfjsPackage } from './tfjs-package.ts';
import { findCompiler } from './tools.ts';
import type { BuildJob } from './workshop.ts';

/** Settings of {@link installEngine}. */
export interface InstallOptions {
  /** `true`: a build for NVIDIA GPUs (Linux x64, about 8 GB of downloads and files). Default: what was installed last, else the CPU build. */
  readonly gpu?: boolean | undefined;
  /** Exact version of TensorFlow. Default: what was installed last, else 2.15.1. Naming it without `gpu` asks for the CPU build. */
  readonly tensorflow?: string | undefined;
  /** Cache folder. Default: `ALTSPARSE_CACHE`, then `XDG_CACHE_HOME/altsparse`, then `~/.cache/altsparse`. */
  readonly cache?: string | undefined;
  /** Hears of each step and of bytes done. */
  readonly onProgress?: OnProgress | undefined;
  /** Stops the installation, without leaving anything behind. */
  readonly signal?: AbortSignal | undefined;
}

/** Where the engine's own kernels lie, or why they are not there. */
export type InstalledKernels =
  | {
      /** The compiled file. */
      readonly file: string;
    }
  | {
      /** What stood in the way, in a sentence. */
      readonly failure: string;
    };

/** What an installation found or made. */
export interface Installation {
  /** What had to be done: nothing, only the link, or all of it. */
  readonly did: 'nothing' | 'linked' | 'installed';
  /** Whether the library is one of altsparse; `false`: an own build of tfjs-node lay there and was left alone. */
  readonly ours: boolean;
  /** The engine's folder. */
  readonly folder: string;
  /** What the engine is for; `null` for an own build. */
  readonly key: EngineKey | null;
  /** The engine's own kernels: where they lie, or why they are not there (TensorFlow's are used then). */
  readonly kernels: InstalledKernels;
  /** How long it took, ms. */
  readonly ms: number;
}

function assertVersion(version: string): string {
  if (/^\d+\.\d+\.\d+(rc\d+)?$/.test(version)) return version;
  throw new AltsparseError('engine-install-version', 'That is not an exact version of TensorFlow.', {
    found: version,
    expected: `three numbers, such as ${defaultTensorflow}`,
  });
}

const isExplicit = (options: InstallOptions): boolean => options.gpu === true || options.tensorflow !== undefined;

/** The engine that the options ask for on this machine; without any wish, the one that was installed last. */
export function wantedKey(cache: string, tfjs: TfjsPackage, options: InstallOptions = {}): EngineKey {
  const machine = { tfjs: tfjs.version, platform: process.platform, arch: process.arch };
  const last = isExplicit(options) ? undefined : selectedEngine(cache, machine);
  const wish = { tensorflow: options.tensorflow ?? defaultTensorflow, gpu: options.gpu === true };
  const { tensorflow, gpu } = last ?? wish;
  return { tensorflow: assertVersion(tensorflow), gpu, ...machine };
}

function assertFree(link: LinkState): void {
  if (link.kind !== 'foreign') return;
  throw new AltsparseError(
    'engine-link-occupied',
    'tfjs-node has a native library that was not installed by altsparse.',
    {
      place: link.folder,
      hint: 'Remove it to use the one of altsparse.',
    },
  );
}

/** An engine works without its own kernels: what stands in their way is told, and stops nothing. */
async function kernelsFor({ cache, key, report, signal }: BuildJob, engine: string): Promise<InstalledKernels> {
  if (key.gpu) return { failure: 'they are for CPUs' };
  const file = kernelFile(cache);
  if (existsSync(file)) return { file };
  try {
    report({ stage: 'compile', what: "the engine's own kernels" });
    await buildKernels(await findCompiler(), file, engine, signal);
    return { file };
  } catch (error) {
    signal?.throwIfAborted();
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

/** {@link installEngine} for one folder of tfjs-node. */
export async function installFor(tfjs: TfjsPackage, options: InstallOptions = {}): Promise<Installation> {
  const start = performance.now();
  const since = () => performance.now() - start;
  const link = linkState(tfjs.folder);
  if (link.kind === 'foreign' && !isExplicit(options)) {
    const kernels = { failure: 'this build of tfjs-node was not made by altsparse' };
    return { did: 'nothing', ours: false, folder: link.folder, key: null, kernels, ms: since() };
  }
  assertFree(link);
  const cache = engineCache(options.cache);
  const key = wantedKey(cache, tfjs, options);
  wheelTarget(key);
  const folder = join(cache, folderName(key));
  const report = options.onProgress ?? (() => undefined);
  const whole = (await check(folder, options.signal)).ok;
  if (!whole) await buildEngine({ cache, key, tfjs, report, signal: options.signal });
  const linked = link.kind === 'ours' && link.folder === folder;
  if (!linked) {
    report({ stage: 'link', what: basename(folder) });
    putLink(tfjs.folder, folder);
  }
  selectEngine(cache, key);
  const kernels = await kernelsFor({ cache, key, tfjs, report, signal: options.signal }, folder);
  const did = whole ? (linked ? 'nothing' : 'linked') : 'installed';
  return { did, ours: true, folder, key, kernels, ms: since() };
}

/**
 * Gives tfjs-node its native library: from a TensorFlow wheel that pip downloads, with the binding compiled by the
 * machine's C++ compiler. About 15 s and 207 MB once; afterwards a few milliseconds.
 *
 * The library lies in the user's cache, shared by all checkouts; `node_modules/@tensorflow/tfjs-node/lib` is a link to
 * it. A wiped link or an emptied cache is healed by calling this again. It may be interrupted, and run twice at once.
 *
 * A GPU build takes the `tensorflow` wheel and the NVIDIA libraries it names, and links the same npm package to it:
 * npm's `tfjs-node-gpu` holds the same code and is not used, because its own library needs the old CUDA 11.2.
 *
 * @throws AltsparseError `engine-no-tfjs-node`, `engine-link-occupied`, `engine-link-failed`, or a code that begins
 * `engine-install-`: `no-python`, `no-pip`, `no-compiler`, `unsupported-platform`, `version`, `disk-full`, `download`,
 * `checksum`, `unpack`, `no-library`, `compile`. The signal's reason when it fires.
 */
export async function installEngine(options: InstallOptions = {}): Promise<Installation> {
  return await installFor(findTfjsNode(), options);
}
