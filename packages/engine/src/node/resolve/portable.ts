import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { registerTrainingKernels } from '../../index.ts';
import { registerGradients } from './gradients.ts';
import { type EngineFailure, firstLine, type LoadedEngine } from './trial.ts';

/** WebAssembly with SIMD and one thread: the same bits on every machine and in every run. */
export async function loadWasm(): Promise<LoadedEngine | EngineFailure> {
  try {
    const wasm = await import('@tensorflow/tfjs-backend-wasm');
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    wasm.setThreadsCount(1);
    if (!(await tf.setBackend('wasm'))) return { failure: 'the backend did not start', hint: '' };
    await registerGradients();
    registerTrainingKernels(tf);
    const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
    return { threads: 1, tensorflow: null, reason: `WebAssembly ${simd ? 'with' : 'without'} SIMD, 1 thread` };
  } catch (error) {
    return { failure: `it could not be loaded: ${firstLine(error)}`, hint: 'Run `npm install` again.' };
  }
}

/** Plain JavaScript: always there, hundreds of times slower. */
export async function loadCpu(): Promise<LoadedEngine | EngineFailure> {
  await import('@tensorflow/tfjs-backend-cpu');
  await registerGradients();
  await tf.setBackend('cpu');
  // Its first operation would print an advertisement for tfjs-node; `describe` says that better.
  Object.assign(tf.backend(), { firstUse: false });
  return { threads: 1, tensorflow: null, reason: 'plain JavaScript, for small tests only' };
}

/** Imports a package that the user may have installed: beside us or in the current project. */
async function importOptional(name: string): Promise<Record<string, unknown> | undefined> {
  for (const from of [import.meta.url, join(process.cwd(), 'package.json')]) {
    const path = resolveFrom(from, name);
    if (path !== undefined) return (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  }
  return undefined;
}

function resolveFrom(from: string, name: string): string | undefined {
  try {
    return createRequire(from).resolve(name);
  } catch {
    return undefined;
  }
}

function installGlobals(dawn: Record<string, unknown>): void {
  const { create, globals } = dawn as { create: (flags: string[]) => object; globals: object };
  Object.assign(globalThis, globals);
  if (typeof navigator === 'undefined')
    Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true });
  Object.defineProperty(navigator, 'gpu', { value: create([]), configurable: true });
}

/** Experimental: npm's `webgpu` (Dawn) where the user installed it and there is a Vulkan driver. */
export async function loadWebgpu(): Promise<LoadedEngine | EngineFailure> {
  const hint = 'Run `npm install webgpu @tensorflow/tfjs-backend-webgpu@4.22.0`; a Vulkan driver is needed, too.';
  try {
    const dawn = await importOptional('webgpu');
    if (dawn === undefined) return { failure: 'npm’s package webgpu is not installed', hint };
    installGlobals(dawn);
    const backend = await importOptional('@tensorflow/tfjs-backend-webgpu');
    if (backend === undefined) return { failure: '@tensorflow/tfjs-backend-webgpu is not installed', hint };
    if (!(await tf.setBackend('webgpu'))) return { failure: 'no WebGPU device was found', hint };
    await registerGradients();
    await tf.ready();
    return { threads: 1, tensorflow: null, reason: 'WebGPU through Dawn (experimental)' };
  } catch (error) {
    return { failure: `it could not be loaded: ${firstLine(error)}`, hint };
  }
}
