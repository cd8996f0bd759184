import { unknownInstruction, unsuitablePrecision } from '../faults.ts';
import type { Machine, Numbers, Precision } from '../machine.ts';
import { convBackward } from './convolution-backward.ts';
import { convForward } from './convolution-forward.ts';
import { dropout } from './drop.ts';
import { fill, gather, scale, scatter } from './floats.ts';
import { junction, junctionBackward } from './junctions.ts';
import { add, featuresIn, featuresOut, flatten, imagesIn, window } from './moves.ts';
import { normBackward, normFixed, normStatistics, sumItems } from './norms.ts';
import { Operands } from './operands.ts';
import { PlainMemory } from './plain-memory.ts';
import { globalPool, globalPoolBackward, pool, poolBackward } from './pools.ts';

type Run = (memory: PlainMemory, operands: Operands) => void;

/** By opcode, from 1. */
const instructions: readonly Run[] = [
  ...[convForward, convBackward, normStatistics, normFixed, normBackward, junction, junctionBackward],
  ...[globalPool, globalPoolBackward, pool, poolBackward, window, flatten, add, imagesIn, featuresOut, featuresIn],
  ...[gather, scatter, fill, dropout, dropout, sumItems, scale],
];

/**
 * A machine that runs tapes in the most obvious loops, in double precision, and stores results as 32-bit floats: slow, to
 * compare others with. One thread; lanes without an image are left as they are.
 */
export function plainMachine(): Machine {
  return new PlainMachine();
}

class PlainMachine implements Machine {
  readonly name = 'plain';
  readonly threads = 1;
  readonly isa = 'baseline';
  readonly fingerprint = 'plain';
  readonly mixed = false;
  readonly #memory = new PlainMemory();

  reserve(lines: number): number {
    return this.#memory.reserve(lines);
  }

  write(line: number, data: Numbers, offset = 0): void {
    this.#memory.bytes(line, offset, data).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }

  read(line: number, into: Numbers, offset = 0): void {
    new Uint8Array(into.buffer, into.byteOffset, into.byteLength).set(this.#memory.bytes(line, offset, into));
  }

  gather(from: Float32Array, indices: number, count: number, to: number): void {
    const { ints, floats } = this.#memory;
    for (let i = 0; i < count; i++) floats[16 * to + i] = from[ints[16 * indices + i] as number] ?? 0;
  }

  scatter(into: Float32Array, indices: number, count: number, from: number): void {
    const { ints, floats } = this.#memory;
    for (let i = 0; i < count; i++) {
      const index = ints[16 * indices + i] as number;
      if (index >= 0) into[index] = floats[16 * from + i] as number;
    }
  }

  run(tape: Int32Array, precision: Precision = 'fp32'): void {
    if (precision === 'mixed') throw unsuitablePrecision('the plain machine');
    for (let at = 0; at < tape.length; at += tape[at + 1] as number) {
      const run = instructions[(tape[at] as number) - 1];
      if (run === undefined) throw unknownInstruction(tape, at);
      run(this.#memory, new Operands(tape, at));
    }
  }

  dispose(): void {}
}
