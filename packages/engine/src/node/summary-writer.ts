import process from 'node:process';
import { AltsparseError } from '@altsparse/core';
import * as tf from '@tensorflow/tfjs-core';
import { shimNodeUtil } from './resolve/node-shim.ts';

/** Writes event files for TensorBoard. */
export interface SummaryWriter {
  /** A point of a curve: its name, its height, its place. */
  scalar(tag: string, value: number, step: number): void;
  /** Puts what is kept back on the disk. */
  flush(): void;
  /** Flushes and frees; the writer cannot be used afterwards. */
  close(): void;
}

/** What the native backend has for event files; tfjs-node's own `summaryFileWriter` keeps its writers for ever. */
interface SummaryBackend {
  summaryWriter(folder: string): tf.Tensor;
  createSummaryFileWriter(handle: tf.Tensor, folder: string, queue?: number, flush?: number, suffix?: string): void;
  writeScalarSummary(handle: tf.Tensor, step: number, name: string, value: number): void;
  flushSummaryWriter(handle: tf.Tensor): void;
  executeMultipleOutputs(name: string, attributes: object[], inputs: tf.Tensor[], count: number): tf.Tensor[];
}

/** So many points are kept back at most. */
const queue = 1000;

/**
 * A writer of event files in a folder, by TensorFlow itself. Each call begins a new file; TensorBoard reads all files of a
 * folder as one.
 *
 * @throws AltsparseError `observer-engine` unless TensorFlow's library is in use.
 */
export async function summaryWriter(folder: string): Promise<SummaryWriter> {
  if (tf.getBackend() !== 'tensorflow')
    throw new AltsparseError('observer-engine', "Event files are written by TensorFlow's library alone.", {
      found: tf.getBackend(),
      hint: 'Run `altsparse engine install`.',
    });
  shimNodeUtil();
  const backend = tf.backend() as unknown as SummaryBackend;
  writersMade++;
  const handle = backend.summaryWriter(`${folder}#${writersMade}`);
  const suffix = `.${process.pid}-${writersMade}`;
  tf.tidy(() => backend.createSummaryFileWriter(handle, folder, queue, 120_000, suffix));
  return {
    scalar: (tag, value, step) => backend.writeScalarSummary(handle, step, tag, value),
    flush: () => backend.flushSummaryWriter(handle),
    close() {
      backend.flushSummaryWriter(handle);
      backend.executeMultipleOutputs('CloseSummaryWriter', [], [handle], 0);
      handle.dispose();
    },
  };
}

/** Handles and files that two writers shared would be one. */
let writersMade = 0;
