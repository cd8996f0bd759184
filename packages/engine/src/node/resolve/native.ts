import { existsSync } from 'node:fs';
import process from 'node:process';
import { AltsparseError } from '@altsparse/core';
import * as tf from '@tensorflow/tfjs-core';
import { tuneNativeBackend } from '../../index.ts';
import { startKernels } from './kernels.ts';
import { shimNodeUtil } from './node-shim.ts';
import { installHint, isGpuBuild, nativeObstacle } from './obstacle.ts';
import { chooseThreads, prepareEnvironment } from './threads.ts';
import { type EngineFailure, firstLine, type LoadedEngine } from './trial.ts';

/** The part of tfjs-node's backend that is used here. */
export interface NativeBackend {
  /** Whether TensorFlow sees a GPU. */
  readonly isUsingGpuDevice: boolean;
  /** The binding to the C library, with TensorFlow's version and the codes of types. */
  readonly binding: { readonly TF_Version: string } & Readonly<Record<string, number | string>>;
  /** Runs a raw TensorFlow operation. */
  executeMultipleOutputs(name: string, attributes: object[], inputs: tf.Tensor[], count: number): tf.Tensor[];
}

/** What is fixed for the life of the process once the library is loaded. */
interface LoadedNative {
  readonly threads: number;
  readonly gpu: boolean;
  readonly hidden: boolean;
  readonly tensorflow: string;
  readonly kernels: string | null;
}

let loaded: LoadedNative | undefined;

function assertOneCore(engine: unknown): void {
  if (engine === tf.engine()) return;
  throw new AltsparseError('engine-two-cores', 'Two copies of @tensorflow/tfjs-core are installed.', {
    hint: 'Run `npm ls @tensorflow/tfjs-core` and bring the versions together.',
  });
}

async function load(threads: number, hideGpu: boolean): Promise<LoadedNative> {
  prepareEnvironment(threads);
  if (hideGpu) process.env.CUDA_VISIBLE_DEVICES = '-1';
  shimNodeUtil();
  const module = await import('@tensorflow/tfjs-node');
  assertOneCore(module.engine());
  await tf.setBackend('tensorflow');
  tuneNativeBackend(tf);
  const backend = tf.backend() as unknown as NativeBackend;
  const gpu = backend.isUsingGpuDevice;
  const kernels = gpu ? null : startKernels(threads);
  return { threads, hidden: hideGpu, gpu, tensorflow: backend.binding.TF_Version, kernels };
}

/** Loads the library once; a second caller may not ask for another number of threads. */
async function loadOnce(asked: number | undefined, hideGpu: boolean): Promise<LoadedNative> {
  loaded ??= await load(chooseThreads(asked), hideGpu);
  if (asked !== undefined && asked !== loaded.threads) {
    throw new AltsparseError('engine-threads', 'TensorFlow is already loaded; its number of threads is fixed.', {
      found: asked,
      expected: loaded.threads,
      hint: 'Name the number of threads where the engine is resolved first.',
    });
  }
  return loaded;
}

function whyNoGpu(native: LoadedNative): EngineFailure {
  if (native.hidden)
    return { failure: 'the GPU was hidden when TensorFlow was loaded as tfjs-node', hint: 'Start a new process.' };
  if (isGpuBuild() === false) {
    return { failure: 'the CPU build is installed', hint: 'Run `altsparse engine install --gpu`.' };
  }
  return {
    failure: 'TensorFlow sees no GPU',
    hint: 'Check `nvidia-smi` and CUDA_VISIBLE_DEVICES; TF_CPP_MIN_LOG_LEVEL=0 tells more.',
  };
}

// The driver on Linux, and Windows' one as seen from its Linux subsystem.
const driverFiles = ['/proc/driver/nvidia/version', '/dev/nvidia0', '/dev/dxg'];

/** Loads the library, or says why it is not fit for the device. */
async function take(device: 'gpu' | 'cpu', asked: number | undefined): Promise<LoadedEngine | EngineFailure> {
  const blocked = loaded === undefined ? await nativeObstacle() : undefined;
  if (blocked !== undefined) return blocked;
  const native = await loadOnce(asked, device === 'cpu' && isGpuBuild() === true);
  if (device === 'gpu' && !native.gpu) return whyNoGpu(native);
  if (device === 'cpu' && native.gpu) {
    return { failure: 'TensorFlow already uses the GPU in this process', hint: 'Start a new process.' };
  }
  await tf.setBackend('tensorflow');
  const { threads, tensorflow, kernels } = native;
  const what = native.gpu ? 'on the GPU' : `with ${threads} thread${threads === 1 ? '' : 's'}`;
  return { threads, tensorflow, kernels, reason: `TensorFlow ${tensorflow} ${what}` };
}

const remove = `${installHint} If it stays so, run \`altsparse engine remove\` first.`;

/**
 * Makes TensorFlow's C library the backend.
 *
 * @param device - `gpu`: only if it sees one; `cpu`: with any GPU hidden, if the library is not loaded yet.
 * @param asked - Number of threads.
 * @throws AltsparseError `engine-threads`.
 */
export async function loadNative(
  device: 'gpu' | 'cpu',
  asked: number | undefined,
): Promise<LoadedEngine | EngineFailure> {
  if (device === 'gpu' && !driverFiles.some((file) => existsSync(file))) {
    return { failure: 'no NVIDIA driver was found on this machine', hint: '' };
  }
  try {
    return await take(device, asked);
  } catch (error) {
    if (!(error instanceof AltsparseError)) {
      return { failure: `it could not be loaded: ${firstLine(error)}`, hint: remove };
    }
    if (error.code === 'engine-threads') throw error;
    return { failure: firstLine(error), hint: '' };
  }
}
