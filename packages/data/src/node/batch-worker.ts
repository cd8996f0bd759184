import { Worker } from 'node:worker_threads';
import type { Batch } from '@altsparse/core';

/** A thread that makes batches. */
export interface BatchWorker {
  /** Begins a batch; nothing comes where the thread has ended or could not make it. Never rejects. */
  request(index: number): Promise<Batch | undefined>;
  /** Waits for a request, keeping the process alive for as long. */
  await(request: Promise<Batch | undefined>): Promise<Batch | undefined>;
  /** Has it neither failed nor been ended? */
  alive(): boolean;
  /** Ends it. */
  end(): Promise<void>;
}

/** What the thread sends back: a batch, nothing where it could not be made; or a file that it left out. */
export type BatchReply =
  | { readonly index: number; readonly batch: Batch | undefined }
  | { readonly skipped: { readonly place: string; readonly found: string } };

/** Which file the thread runs, and who is told of files that it leaves out. */
export interface WorkerOptions {
  /** Address of the worker's file. Default: the package's own. */
  readonly entry: URL | undefined;
  /** The package's own: its name without extension, and the address of a file beside it. */
  readonly own: { readonly beside: string; readonly name: string };
  /** Told of files left out. */
  readonly onSkip?: (place: string, found: string) => void;
}

/**
 * Starts a thread on a recipe; nothing where this Node cannot run the worker's file.
 *
 * @param recipe - Plain data, or shared memory.
 */
export function startWorker(recipe: object, options: WorkerOptions): BatchWorker | undefined {
  const { entry = ownEntry(options.own), onSkip } = options;
  if (!entry) return undefined;
  // A worker of TypeScript sources must find this workspace's other sources too.
  const own = entry.pathname.endsWith('.ts') ? { execArgv: ['--conditions=@altsparse/source'] } : {};
  return converse(new Worker(entry, { workerData: recipe, ...own }), onSkip);
}

/** Beside built code the built worker; beside sources the source, where Node itself runs TypeScript. */
function ownEntry({ beside, name }: WorkerOptions['own']): URL | undefined {
  if (!beside.endsWith('.ts')) return new URL(`./${name}.js`, beside);
  const { typescript } = process.features as { typescript?: unknown };
  return typescript ? new URL(`./${name}.ts`, beside) : undefined;
}

function converse(thread: Worker, onSkip: WorkerOptions['onSkip']): BatchWorker {
  const waiting = new Map<number, (batch: Batch | undefined) => void>();
  let alive = true;
  let awaited = 0;
  const stop = (): void => {
    alive = false;
    for (const answer of waiting.values()) answer(undefined);
    waiting.clear();
  };
  thread.unref();
  thread.on('message', (reply: BatchReply) => {
    if ('skipped' in reply) return onSkip?.(reply.skipped.place, reply.skipped.found);
    waiting.get(reply.index)?.(reply.batch);
    waiting.delete(reply.index);
  });
  thread.on('error', stop).on('exit', stop);
  return {
    alive: () => alive,
    request: (index) => (alive ? ask(thread, waiting, index) : Promise.resolve(undefined)),
    async await(request) {
      if (awaited++ === 0) thread.ref();
      try {
        return await request;
      } finally {
        if (--awaited === 0) thread.unref();
      }
    },
    async end() {
      stop();
      await thread.terminate();
    },
  };
}

function ask(
  thread: Worker,
  waiting: Map<number, (batch: Batch | undefined) => void>,
  index: number,
): Promise<Batch | undefined> {
  return new Promise((resolve) => {
    const earlier = waiting.get(index);
    // The same number asked for twice gets one answer's arrays: they are read-only.
    waiting.set(index, (batch) => {
      earlier?.(batch);
      resolve(batch);
    });
    if (!earlier) thread.postMessage(index);
  });
}
