import { createRequire } from 'node:module';
import { engineCache } from '../install/cache-folder.ts';
import { kernelFile, kernelFingerprint } from '../install/kernels.ts';

/** What the compiled file exports. */
interface Kernels {
  /** Makes them operations of TensorFlow; does nothing the second time. */
  start(threads: number): void;
}

/**
 * Starts the engine's own kernels, once TensorFlow is loaded. They use as many threads as TensorFlow does.
 *
 * @returns their fingerprint; `null` where they have not been compiled or cannot be loaded.
 */
export function startKernels(threads: number): string | null {
  try {
    const kernels = createRequire(import.meta.url)(kernelFile(engineCache())) as Kernels;
    kernels.start(threads);
    return kernelFingerprint();
  } catch {
    return null;
  }
}
