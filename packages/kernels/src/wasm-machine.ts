import { AltsparseError } from '@altsparse/core';
import { disposedMachine, tooLittleMemory, unknownInstruction, unsuitablePrecision } from './faults.ts';
import { LINE_BYTES, type Machine, type Numbers, type Precision } from './machine.ts';
import {
  type StartWorker,
  startTeam,
  startWebWorker,
  type WasmExports,
  type WasmLayout,
  wasmLayout,
} from './wasm-team.ts';

const PAGE = 65_536;
const MOST_PAGES = 65_536;
// Tapes lie before the lines; a longer one is refused.
const TAPE_BYTES = 1 << 20;

/** Settings of {@link wasmMachine}. */
export interface WasmMachineOptions {
  /**
   * How many threads; default 1. More need the module `kernels-threads.wasm`, and in a browser a page that may share
   * memory (`crossOriginIsolated`). The caller's thread is one of them.
   */
  readonly threads?: number | undefined;
  /** Starts the other threads; default a `Worker` of the browser. */
  readonly startWorker?: StartWorker | undefined;
}

/**
 * A machine in WebAssembly, for Node and browsers.
 *
 * @param module - The compiled kernels: `@altsparse/kernels/kernels.wasm`, or `kernels-threads.wasm` for several threads.
 * @throws AltsparseError `engine-threads` if several threads are asked of the module for one.
 */
export async function wasmMachine(module: WebAssembly.Module, options: WasmMachineOptions = {}): Promise<Machine> {
  const { threads = 1, startWorker = startWebWorker } = options;
  const shared = WebAssembly.Module.exports(module).some(({ name }) => name === 'altsparse_lead');
  if (threads > 1 && !shared) throw singleThread(threads);
  const memory = new WebAssembly.Memory({ initial: 64, maximum: MOST_PAGES, shared });
  const instance = await WebAssembly.instantiate(module, { env: { memory } });
  const exports = instance.exports as unknown as WasmExports;
  const layout = wasmLayout(exports.__heap_base.value as number, threads, TAPE_BYTES);
  const machine = new WasmMachine(memory, exports, layout, { threads, fingerprint: fingerprintOf(module) });
  if (shared) await startTeam(threads, layout, { module, memory }, startWorker);
  return machine;
}

function singleThread(found: number): AltsparseError {
  return new AltsparseError('engine-threads', 'This module of kernels has one thread.', {
    found,
    expected: 1,
    hint: 'Load kernels-threads.wasm.',
  });
}

/** The build writes into the module what it was made from. */
function fingerprintOf(module: WebAssembly.Module): string {
  const [text] = WebAssembly.Module.customSections(module, 'altsparse');
  return text === undefined ? 'unknown' : new TextDecoder().decode(text);
}

class WasmMachine implements Machine {
  readonly name = 'wasm';
  readonly isa = 'simd128';
  readonly mixed = false;
  readonly threads: number;
  readonly fingerprint: string;
  readonly #memory: WebAssembly.Memory;
  readonly #exports: WasmExports;
  readonly #layout: WasmLayout;
  #disposed = false;

  constructor(
    memory: WebAssembly.Memory,
    exports: WasmExports,
    layout: WasmLayout,
    about: Pick<Machine, 'threads' | 'fingerprint'>,
  ) {
    this.threads = about.threads;
    this.fingerprint = about.fingerprint;
    this.#memory = memory;
    this.#exports = exports;
    this.#layout = layout;
    this.reserve(1);
  }

  reserve(lines: number): number {
    const { base } = this.#layout;
    const missing = Math.ceil((base + lines * LINE_BYTES) / PAGE) - this.#memory.buffer.byteLength / PAGE;
    if (missing > 0) this.#grow(missing, lines);
    return Math.floor((this.#memory.buffer.byteLength - base) / LINE_BYTES);
  }

  #grow(pages: number, lines: number): void {
    try {
      this.#memory.grow(pages);
    } catch (cause) {
      const most = Math.floor((MOST_PAGES * PAGE - this.#layout.base) / LINE_BYTES);
      throw tooLittleMemory('WebAssembly', lines, most, cause);
    }
  }

  write(line: number, data: Numbers, offset = 0): void {
    this.#bytes(line, offset, data).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }

  read(line: number, into: Numbers, offset = 0): void {
    new Uint8Array(into.buffer, into.byteOffset, into.byteLength).set(this.#bytes(line, offset, into));
  }

  #bytes(line: number, offset: number, like: Numbers): Uint8Array {
    if (this.#disposed) throw disposedMachine();
    const at = this.#layout.base + line * LINE_BYTES + offset * like.BYTES_PER_ELEMENT;
    return new Uint8Array(this.#memory.buffer, at, like.byteLength);
  }

  gather(from: Float32Array, indices: number, count: number, to: number): void {
    const [places, values] = this.#lists(indices, to, count);
    for (let i = 0; i < count; i++) values[i] = from[places[i] as number] ?? 0;
  }

  scatter(into: Float32Array, indices: number, count: number, from: number): void {
    const [places, values] = this.#lists(indices, from, count);
    for (let i = 0; i < count; i++) if ((places[i] as number) >= 0) into[places[i] as number] = values[i] as number;
  }

  #lists(indices: number, numbers: number, count: number): [Int32Array, Float32Array] {
    if (this.#disposed) throw disposedMachine();
    const { buffer } = this.#memory;
    const { base } = this.#layout;
    return [
      new Int32Array(buffer, base + indices * LINE_BYTES, count),
      new Float32Array(buffer, base + numbers * LINE_BYTES, count),
    ];
  }

  run(tape: Int32Array, precision: Precision = 'fp32'): void {
    if (precision === 'mixed') throw unsuitablePrecision('WebAssembly');
    if (tape.byteLength > TAPE_BYTES)
      throw new AltsparseError('kernels-tape', 'The tape is too long.', {
        found: `${tape.length} numbers`,
        expected: `at most ${TAPE_BYTES / 4}`,
      });
    new Int32Array(this.#memory.buffer, this.#layout.tape, tape.length).set(tape);
    const place = this.#start(tape.length);
    if (place >= 0) throw unknownInstruction(tape, place);
  }

  /** Runs the tape that lies in the memory; a length of −1 ends the workers. */
  #start(length: number): number {
    if (this.#disposed) throw disposedMachine();
    const { base, team, tape } = this.#layout;
    const { altsparse_lead: lead, altsparse_run: single } = this.#exports;
    return lead?.(base, team, tape, length) ?? single?.(base, tape, length, 0, 1, 0) ?? -1;
  }

  dispose(): void {
    if (this.threads > 1 && !this.#disposed) this.#start(-1);
    this.#disposed = true;
  }
}
