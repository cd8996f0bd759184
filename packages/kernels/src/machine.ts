import type { ListedOperations } from '@altsparse/core';

/** Numbers in a line: an address counts lines. */
export const LINE_NUMBERS = 16;

/** Bytes in a line. */
export const LINE_BYTES = 64;

/** Of what a tape computes: 32-bit floats throughout, or 16-bit storage with 32-bit sums. */
export type Precision = 'fp32' | 'mixed';

/** Arrays that a machine's memory takes and gives. */
export type Numbers = Float32Array | Float64Array | Int32Array | Uint8Array;

/**
 * One memory and a few threads that run tapes on it. Memory is addressed in lines of 64 bytes (16 numbers) from line 1;
 * line 0 is no address. Same tape, memory and number of threads: same bits. Calls are not made at the same time.
 */
export interface Machine {
  /** What the kernels were compiled to; `'plain'`: they were not. */
  readonly name: 'native' | 'wasm' | 'plain';
  /** Threads that share each instruction. */
  readonly threads: number;
  /** Vectors that the kernels use: `'avx512'`, `'avx2'`, `'neon'`, `'simd128'`, `'baseline'`. */
  readonly isa: string;
  /** Changes with sources, flags, compiler and processor: others may give other bits. */
  readonly fingerprint: string;
  /** Whether it runs tapes in mixed precision. */
  readonly mixed: boolean;
  /**
   * Sees to it that lines 0 to `lines` − 1 are there; new ones hold 0. What is there stays.
   *
   * @returns How many lines are there.
   * @throws AltsparseError `kernels-memory` if there is not so much memory.
   */
  reserve(lines: number): number;
  /** Copies numbers into the memory, from number `offset` of line `line` (default 0). */
  write(line: number, data: Numbers, offset?: number): void;
  /** Copies numbers out of the memory, from number `offset` of line `line` (default 0). */
  read(line: number, into: Numbers, offset?: number): void;
  /** `to[i] = from[indices[i]]`, 0 where the index is −1; `indices` and `to` are lines, `count` is how many. */
  gather(from: Float32Array, indices: number, count: number, to: number): void;
  /** `into[indices[i]] = from[i]`, left out where the index is −1; `indices` and `from` are lines. */
  scatter(into: Float32Array, indices: number, count: number, from: number): void;
  /**
   * Runs a tape from its first instruction to its last.
   *
   * @param precision - Default `'fp32'`.
   * @throws AltsparseError `kernels-tape` at an unknown instruction, `kernels-precision` where the machine lacks it.
   */
  run(tape: Int32Array, precision?: Precision): void;
  /** Operations on arrays of the host, at listed places or everywhere, where the machine has faster ones: the same bits. Also after `dispose`. */
  readonly lists?: ListedOperations;
  /** Frees memory and threads. Afterwards the machine throws AltsparseError `kernels-disposed`. */
  dispose(): void;
}
