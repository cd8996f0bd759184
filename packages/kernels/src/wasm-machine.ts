import { AltsparseError } from '@altsparse/core';
import { tooLittleMemory, unknownInstruction, unsuitablePrecision } from './faults.ts';
import { LINE_BYTES, type Machine, type Numbers } from './machine.ts';

/** What the compiled module exports. */
interface Exports {
  altsparse_run(memory: number, tape: number, length: number, thread: number, threads: number, team: number): number;
  readonly __heap_base: WebAssembly.Global;
}

const PAGE = 65_536;
const MOST_PAGES = 65_536;
// Tapes lie before the lines; a longer one is refused.
const TAPE_BYTES = 1 << 20;

/**
 * A machine in WebAssembly, with one thread, for Node and browsers.
 *
 * @param module - The compiled kernels: `@altsparse/kernels/kernels.wasm`.
 */
export async function wasmMachine(module: WebAssembly.Module): Promise<Machine> {
  const memory = new WebAssembly.Memory({ initial: 64, maximum: MOST_PAGES });
  const instance = await WebAssembly.instantiate(module, { env: { memory } });
  return new WasmMachine(memory, instance.exports as unknown as Exports, fingerprintOf(module));
}

/** The build writes into the module what it was made from. */
function fingerprintOf(module: WebAssembly.Module): string {
  const [text] = WebAssembly.Module.customSections(module, 'altsparse');
  return text === undefined ? 'unknown' : new TextDecoder().decode(text);
}

class WasmMachine implements Machine {
  readonly name = 'wasm';
  readonly threads = 1;
  readonly isa = 'simd128';
  readonly mixed = false;
  readonly fingerprint: string;
  readonly #memory: WebAssembly.Memory;
  readonly #exports: Exports;
  readonly #tape: number;
  readonly #base: number;

  constructor(memory: WebAssembly.Memory, exports: Exports, fingerprint: string) {
    this.fingerprint = fingerprint;
    this.#memory = memory;
    this.#exports = exports;
    this.#tape = Math.ceil((exports.__heap_base.value as number) / LINE_BYTES) * LINE_BYTES;
    this.#base = this.#tape + TAPE_BYTES;
    this.reserve(1);
  }

  reserve(lines: number): number {
    const missing = Math.ceil((this.#base + lines * LINE_BYTES) / PAGE) - this.#memory.buffer.byteLength / PAGE;
    if (missing > 0) this.#grow(missing, lines);
    return Math.floor((this.#memory.buffer.byteLength - this.#base) / LINE_BYTES);
  }

  #grow(pages: number, lines: number): void {
    try {
      this.#memory.grow(pages);
    } catch (cause) {
      throw tooLittleMemory('WebAssembly', lines, Math.floor((MOST_PAGES * PAGE - this.#base) / LINE_BYTES), cause);
    }
  }

  write(line: number, data: Numbers, offset = 0): void {
    this.#bytes(line, offset, data).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }

  read(line: number, into: Numbers, offset = 0): void {
    new Uint8Array(into.buffer, into.byteOffset, into.byteLength).set(this.#bytes(line, offset, into));
  }

  #bytes(line: number, offset: number, like: Numbers): Uint8Array {
    const at = this.#base + line * LINE_BYTES + offset * like.BYTES_PER_ELEMENT;
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
    const { buffer } = this.#memory;
    return [
      new Int32Array(buffer, this.#base + indices * LINE_BYTES, count),
      new Float32Array(buffer, this.#base + numbers * LINE_BYTES, count),
    ];
  }

  run(tape: Int32Array, precision: 'fp32' | 'mixed' = 'fp32'): void {
    if (precision === 'mixed') throw unsuitablePrecision('WebAssembly');
    if (tape.byteLength > TAPE_BYTES)
      throw new AltsparseError('kernels-tape', 'The tape is too long.', {
        found: `${tape.length} numbers`,
        expected: `at most ${TAPE_BYTES / 4}`,
      });
    new Int32Array(this.#memory.buffer, this.#tape, tape.length).set(tape);
    const place = this.#exports.altsparse_run(this.#base, this.#tape, tape.length, 0, 1, 0);
    if (place >= 0) throw unknownInstruction(tape, place);
  }

  dispose(): void {}
}
