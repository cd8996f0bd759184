import type { EngineName } from '@altsparse/engine/node';
import { sparsityText } from '../terminal/numbers.ts';
import type { EngineWish } from './wish.ts';

/** What a run computes on: whatever of it may change bits. */
export interface EngineRecord {
  /** `'tfjs-node'`, `'sparse-native'`, or both: `'tfjs-node + sparse-native'`. */
  readonly name: string;
  /** What was taken and why, in lines for people. */
  readonly why: readonly string[];
  /** The engine of TensorFlow.js; null where the sparse engine alone computes. Absent: it is the name. */
  readonly backend?: EngineName | null;
  /** Version of TensorFlow.js. */
  readonly tfjs: string | null;
  /** Version of TensorFlow's library. */
  readonly tensorflow: string | null;
  /** Fingerprint of the kernels beside TensorFlow's; absent or null where TensorFlow's alone compute. */
  readonly kernels?: string | null;
  /** Threads of TensorFlow; of the sparse engine where that alone computes. */
  readonly threads: number;
  /** The sparse engine, where it takes part. */
  readonly sparse?: SparseRecord;
  /** With both: the sparsity of a sub-net from which the sparse engine computes it. */
  readonly switchAt?: number;
  /** Numbers of the sparse engine. */
  readonly precision?: 'fp32' | 'mixed';
}

/** The sparse engine of a run. */
export interface SparseRecord {
  /** `'sparse-native'` or `'sparse-wasm'`. */
  readonly name: string;
  /** Version of its package. */
  readonly version: string;
  /** Fingerprint of its kernels. */
  readonly fingerprint: string;
  /** Vectors they use. */
  readonly isa: string;
  /** Threads. */
  readonly threads: number;
}

/** All of a record that must be the same for a run to go on, in words. */
export function recordText(record: EngineRecord): string {
  const { name, tfjs, tensorflow, threads, kernels } = record;
  const library = tensorflow === null ? '' : ` on TensorFlow ${tensorflow}`;
  const own = kernels ? `, kernels ${kernels}` : '';
  return `${name}${tfjs === null ? '' : ` ${tfjs}`}${library}, ${threads} threads${own}${sparseText(record)}`;
}

function sparseText({ sparse, switchAt, precision = 'fp32' }: EngineRecord): string {
  if (sparse === undefined) return '';
  const from = switchAt === undefined ? '' : `, from ${switchAt} on`;
  return `; sparse kernels ${sparse.fingerprint} (${sparse.isa}), ${sparse.threads} threads, ${precision}${from}`;
}

/** The sparse engine in a line for people. */
export function sparseLine({ name, isa, threads }: SparseRecord, precision: string, from?: string): string {
  const what = `${isa}, ${threads} thread${threads === 1 ? '' : 's'}, ${precision}`;
  return `Engine: ${name} (${what})${from === undefined ? '' : `, for sub-nets from ${from}`}.`;
}

/**
 * Where engines change and who said so: `50 % sparsity on, as stated`.
 *
 * @param because - Why that is stated, if there is more to say.
 */
export function switchText(switchAt: number, wish: Pick<EngineWish, 'switchAt' | 'sparse'>, because?: string): string {
  const from = `${sparsityText(switchAt)} sparsity on`;
  if (wish.sparse !== undefined) return `${from}, as the run began`;
  if (typeof wish.switchAt === 'number') return from;
  return `${from}, as ${wish.switchAt}${because === undefined ? '' : ` (${because})`}`;
}
