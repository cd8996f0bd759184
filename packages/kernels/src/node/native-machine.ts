import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { totalmem } from 'node:os';
import process from 'node:process';
import type { ListedOperations } from '@altsparse/core';
import { disposedMachine, tooLittleMemory, unknownInstruction, unsuitablePrecision } from '../faults.ts';
import { LINE_BYTES, type Machine, type Numbers, type Precision } from '../machine.ts';
import { nativeLists } from './native-lists.ts';

/** A machine as the addon knows it. */
export type Handle = object;

/** Up to three factors and what they multiply. */
type ListedParts = readonly [number, Float32Array, number, Float32Array, number, Float32Array];

/** What the addon exports. Addresses are bytes. */
export interface Addon {
  open(threads: number): Handle;
  capacity(machine: Handle): number;
  close(machine: Handle): void;
  write(machine: Handle, address: number, data: Numbers): void;
  read(machine: Handle, address: number, into: Numbers): void;
  gather(machine: Handle, from: Float32Array, indices: number, count: number, to: number): void;
  scatter(machine: Handle, into: Float32Array, indices: number, count: number, from: number): void;
  run(machine: Handle, tape: Int32Array, mixed: boolean): number;
  combine(
    machine: Handle,
    out: Float32Array,
    places: Uint32Array | undefined,
    first: number,
    count: number,
    ...parts: ListedParts
  ): void;
  inner(a: Float32Array, b: Float32Array, places: Uint32Array, first: number): number;
  readonly isa: string;
  readonly fingerprint: string;
  readonly compiler: string;
  readonly mixed: boolean;
}

// Addresses are 32-bit numbers of lines.
const MOST_LINES = 2 ** 31 - 1;

/** Loads the addon in a file, which has to be whole. */
export function loadAddon(file: string): Addon {
  return createRequire(import.meta.url)(file) as Addon;
}

/** A machine of an addon. */
export function nativeMachine(addon: Addon, threads: number): Machine {
  return new NativeMachine(addon, threads);
}

const bytes = (line: number): number => line * LINE_BYTES;

/** Bytes of this machine, or of the container that the process may not leave. */
function memoryHere(): number {
  const most = process.constrainedMemory();
  return most > 0 ? Math.min(totalmem(), most) : totalmem();
}

class NativeMachine implements Machine {
  readonly name = 'native';
  readonly threads: number;
  readonly isa: string;
  readonly fingerprint: string;
  readonly mixed: boolean;
  readonly lists: ListedOperations;
  readonly #addon: Addon;
  #open: Handle | undefined;

  constructor(addon: Addon, threads: number) {
    this.#addon = addon;
    const handle = addon.open(threads);
    this.lists = nativeLists(addon, handle);
    this.#open = handle;
    this.threads = threads;
    this.isa = addon.isa;
    this.mixed = addon.mixed;
    const madeFrom = `${addon.fingerprint} ${addon.compiler} ${addon.isa}`;
    this.fingerprint = createHash('sha256').update(madeFrom).digest('hex').slice(0, 12);
  }

  // Addresses were reserved when it was opened; memory comes as it is touched, and then holds 0.
  reserve(lines: number): number {
    const bytes = Math.min(memoryHere(), this.#addon.capacity(this.#handle));
    const most = Math.min(MOST_LINES, Math.floor(bytes / LINE_BYTES));
    if (lines > most) throw tooLittleMemory('This machine', lines, most);
    return lines;
  }

  write(line: number, data: Numbers, offset = 0): void {
    this.#addon.write(this.#handle, bytes(line) + offset * data.BYTES_PER_ELEMENT, data);
  }

  read(line: number, into: Numbers, offset = 0): void {
    this.#addon.read(this.#handle, bytes(line) + offset * into.BYTES_PER_ELEMENT, into);
  }

  gather(from: Float32Array, indices: number, count: number, to: number): void {
    this.#addon.gather(this.#handle, from, bytes(indices), count, bytes(to));
  }

  scatter(into: Float32Array, indices: number, count: number, from: number): void {
    this.#addon.scatter(this.#handle, into, bytes(indices), count, bytes(from));
  }

  run(tape: Int32Array, precision: Precision = 'fp32'): void {
    if (precision === 'mixed' && !this.mixed) throw unsuitablePrecision(`vectors: ${this.isa}`);
    const place = this.#addon.run(this.#handle, tape, precision === 'mixed');
    if (place >= 0) throw unknownInstruction(tape, place);
  }

  get #handle(): Handle {
    if (this.#open === undefined) throw disposedMachine();
    return this.#open;
  }

  dispose(): void {
    if (this.#open !== undefined) this.#addon.close(this.#open);
    this.#open = undefined;
  }
}
