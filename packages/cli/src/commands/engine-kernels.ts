import { AltsparseError } from '@altsparse/core';
import type { Output } from '../terminal/output.ts';

/** Where the sparse kernels lie, or why they are not there. */
export type SparseKernels = { readonly file: string } | { readonly failure: string };

/** Compiles the sparse kernels unless that has been done. Training works without them: what stands in their way is told, and stops nothing. */
export async function sparseKernels(output: Output, signal: AbortSignal): Promise<SparseKernels> {
  const { installKernels } = await import('@altsparse/kernels/node');
  try {
    return { file: await installKernels({ signal, note: (line) => output.note(line) }) };
  } catch (error) {
    signal.throwIfAborted();
    return { failure: error instanceof AltsparseError ? error.message : String(error) };
  }
}

/** What the command says of them. */
export function kernelsLine(kernels: SparseKernels): string {
  if ('file' in kernels) return `The sparse kernels are in place: ${kernels.file}`;
  return `Without native sparse kernels, WebAssembly is used: ${kernels.failure}`;
}
