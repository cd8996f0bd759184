import type { Operation } from '@altsparse/core';
import { activationKernel } from './activation.ts';
import { addKernel } from './add.ts';
import { batchNormKernel } from './batch-norm.ts';
import { concatenateKernel } from './concatenate.ts';
import { conv2dKernel } from './conv2d.ts';
import { denseKernel } from './dense.ts';
import { dropoutKernel } from './dropout.ts';
import { flattenKernel } from './flatten.ts';
import { globalPoolKernel } from './global-pool.ts';
import type { OperationKernel, OperationOf } from './operation-kernel.ts';
import { poolKernel } from './pool.ts';
import { zeroPadKernel } from './zero-pad.ts';

type Executable = Exclude<Operation['op'], 'input' | 'opaque'>;

/** How each operation is run; the input is where the walk starts, and what is opaque its own network runs. */
export const operationKernels: { readonly [K in Executable]: OperationKernel<OperationOf<K>> } = {
  conv2d: conv2dKernel,
  dense: denseKernel,
  batchNorm: batchNormKernel,
  activation: activationKernel,
  dropout: dropoutKernel,
  add: addKernel,
  concatenate: concatenateKernel,
  zeroPad: zeroPadKernel,
  pool: poolKernel,
  globalPool: globalPoolKernel,
  flatten: flattenKernel,
};

/** The kernel of one operation; nothing for the input, for what is opaque and for a name that is not in the union. */
export function kernelOf<O extends Operation>(operation: O): OperationKernel<O> | undefined {
  return (operationKernels as Record<string, unknown>)[operation.op] as OperationKernel<O> | undefined;
}
