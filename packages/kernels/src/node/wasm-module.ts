import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type { Machine } from '../machine.ts';
import { wasmMachine } from '../wasm-machine.ts';
import type { StartWorker } from '../wasm-team.ts';

const built = (name: string): URL => new URL(`../../dist/${name}`, import.meta.url);
// Only a checkout has it; a published package brings the modules.
const builder = new URL('../../scripts/wasm.mjs', import.meta.url);

/** Compiles the modules in a checkout where that has not been done, or not from these sources. */
async function bring(): Promise<void> {
  if (!existsSync(builder)) return;
  try {
    const { buildWasm } = (await import(builder.href)) as { buildWasm(): Promise<string> };
    await buildWasm();
  } catch (error) {
    if (!existsSync(built('kernels.wasm'))) throw error;
  }
}

/** Starts a worker that does not keep the process alive. */
const startNodeWorker: StartWorker = (code, workerData) =>
  new Promise((done, fail) => {
    const worker = new Worker(code, { eval: true, execArgv: [], workerData });
    worker.once('error', fail).once('message', () => {
      worker.unref();
      done(undefined);
    });
  });

/**
 * A machine in WebAssembly from this package's own modules. Threads share a memory that has to be reserved in full: where
 * a limit on addresses forbids that it has one thread, which is told in a line.
 */
export async function ownWasmMachine(threads: number, note: (line: string) => void): Promise<Machine> {
  await bring();
  try {
    return await open(threads);
  } catch (error) {
    if (threads === 1) throw error;
    note(`WebAssembly has one thread here: ${error instanceof Error ? error.message : error}`);
    return open(1);
  }
}

async function open(threads: number): Promise<Machine> {
  const code = await readFile(built(threads > 1 ? 'kernels-threads.wasm' : 'kernels.wasm'));
  return wasmMachine(await WebAssembly.compile(code), { threads, startWorker: startNodeWorker });
}
