import { LINE_BYTES } from './machine.ts';

/** What the compiled modules export. Addresses are bytes; `altsparse_run` is that of one thread, the others of several. */
export interface WasmExports {
  altsparse_run?(memory: number, tape: number, length: number, thread: number, threads: number, team: number): number;
  altsparse_lead?(memory: number, team: number, tape: number, length: number): number;
  altsparse_help?(memory: number, team: number, thread: number): void;
  readonly __heap_base: WebAssembly.Global;
}

/** What a worker is told: posted to it, or its `workerData` in Node. */
export interface WasmWorkerData {
  /** The kernels, compiled. */
  readonly module: WebAssembly.Module;
  /** Shared by all threads. */
  readonly memory: WebAssembly.Memory;
  /** Its number, from 1. */
  readonly thread: number;
  /** Address of line 0, in bytes. */
  readonly base: number;
  /** Address of what the team shares, in bytes. */
  readonly team: number;
  /** Address of the top of this worker's stack, in bytes. */
  readonly stack: number;
}

/** Starts a worker that runs a piece of JavaScript; resolves when it has said `'ready'`. */
export type StartWorker = (code: string, data: WasmWorkerData) => Promise<unknown>;

/**
 * What a worker runs, for browsers and Node. It stays in `altsparse_help` until the machine is disposed.
 */
const workerCode = `
const help = async ({ module, memory, thread, base, team, stack }, say) => {
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  exports.__stack_pointer.value = stack;
  say('ready');
  exports.altsparse_help(base, team, thread);
};
// In Node it may be taken for a script or for a module, as the process was started.
const node = globalThis.process?.getBuiltinModule?.('node:worker_threads');
if (node) {
  const { parentPort, workerData } = node;
  help(workerData, (word) => parentPort.postMessage(word));
} else globalThis.onmessage = ({ data }) => help(data, postMessage).then(close);
`;

/** Starts a worker in a browser. */
export const startWebWorker: StartWorker = (code, data) => {
  const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  const worker = new Worker(url);
  return new Promise((done, fail) => {
    worker.onmessage = done;
    worker.onerror = ({ message }) => fail(new Error(message));
    worker.postMessage(data);
  }).finally(() => URL.revokeObjectURL(url));
};

const STACK_BYTES = 65_536;

/** Where things lie in the memory of a machine, in bytes. */
export interface WasmLayout {
  readonly team: number;
  readonly tape: number;
  /** Line 0. */
  readonly base: number;
  /** Top of the stack of a thread, from 1. */
  readonly stackOf: (thread: number) => number;
}

/** Lays out what comes before the lines: the team, the workers' stacks, the tape. */
export function wasmLayout(heap: number, threads: number, tapeBytes: number): WasmLayout {
  const team = Math.ceil(heap / LINE_BYTES) * LINE_BYTES;
  const stacks = team + LINE_BYTES;
  const tape = stacks + STACK_BYTES * (threads - 1);
  return { team, tape, base: tape + tapeBytes, stackOf: (thread) => stacks + STACK_BYTES * thread };
}

/** Starts the workers of a team, all but thread 0. */
export async function startTeam(
  threads: number,
  layout: WasmLayout,
  shared: Pick<WasmWorkerData, 'module' | 'memory'>,
  start: StartWorker,
): Promise<void> {
  const { team, base } = layout;
  new Int32Array(shared.memory.buffer, team, 1)[0] = threads;
  const numbers = Array.from({ length: threads - 1 }, (_, i) => i + 1);
  await Promise.all(
    numbers.map((thread) => start(workerCode, { ...shared, thread, base, team, stack: layout.stackOf(thread) })),
  );
}
