import type * as tf from '@tensorflow/tfjs-core';
import * as engine from '../../index.ts';

/** Gives the current backend the gradient kernels it lacks, where the executor has them. */
export function registerTrainingKernels(core: typeof tf): void {
  const { registerTrainingKernels: register } = engine as { registerTrainingKernels?: (core: typeof tf) => void };
  register?.(core);
}
