import { Worker } from 'node:worker_threads';
import type { Batch } from '@altsparse/core';
import type { BatchRecipe } from './recipe.ts';

/** A thread that makes batches. */
export interface BatchWorker {
  /** Begins a batch; nothing comes where the thread has ended. Never rejects. */
  request(index: number): Promise<Batch | undefined>;
  /** Waits for a request, keeping the process alive for as long. */
  await(request: Promise<Batch | undefined>): Promise<Batch | undefined>;
  /** Has it neither failed nor been ended? */
  alive(): boolean;
  /** Ends it. */
  end(): Promise<void>;
}

/** What the thread sends back. */
export interface BatchReply {
  readonly index: number;
  readonly batch: Batch;
}

/**
 * Starts a thread on a recipe; nothing where this Node cannot run the worker's file.
 *
 * @param entry - Address of the worker's file. Default: the one beside this file.
 */
export function startWorker(recipe: BatchRecipe, entry: URL | undefined = ownEntry()): BatchWorker | undefined {
  if (!entry) return undefined;
  // A worker of TypeScript sources must find this workspace's other sources too.
  const own = entry.pathname.endsWith('.ts') ? { execArgv: ['--conditions=@altsparse/source'] } : {};
  return converse(new Worker(entry, { workerData: recipe, ...own }));
}

/** Beside built code the built worker; beside sources the source, where Node itself runs TypeScript. */
function ownEntry(): URL | undefined {
  if (!import.meta.url.endsWith('.ts')) return new URL('./worker.js', import.meta.url);
  const { typescript } = process.features as { typescript?: unknown };
  return typescript ? new URL('./worker.ts', import.meta.url) : undefined;
}

function converse(thread: Worker): BatchWorker {
  const waiting = new Map<number, (batch: Batch | undefined) => void>();
  let alive = true;
  let awaited = 0;
  const stop = (): void => {
    alive = false;
    for (const answer of waiting.values()) answer(undefined);
    waiting.clear();
  };
  thread.unref();
  thread.on('message', ({ index, batch }: BatchReply) => {
    waiting.get(index)?.(batch);
    waiting.delete(index);
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
