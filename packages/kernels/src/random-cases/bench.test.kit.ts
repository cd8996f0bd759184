import type { Machine, Precision } from '../machine.ts';
import { halfBits, halfValue } from './half.test.kit.ts';

/** Shape of one image. */
export interface Shape {
  readonly rows: number;
  readonly channels: number;
  readonly columns: number;
}

/** What becomes of numbers when magnitudes are asked for: sums of absolute terms instead of results. */
export type Sign = 'absolute' | 'opposite' | 'kept';

/** How a bench works. */
export interface BenchOptions {
  readonly machine: Machine;
  /** Default fp32. */
  readonly precision?: Precision;
  /** Are all numbers made absolute, so that results are sums of absolute terms? Default false. */
  readonly magnitudes?: boolean;
  /** Are partial sums added over their items before they are read? Default false. */
  readonly total?: boolean;
}

const pattern = 0x5a5a5a5a;

/**
 * Places a case in a machine's memory, with a line between any two arrays that nobody may write. Numbers are drawn on a
 * grid of sixteenths, in the same order whatever the machine.
 */
export class Bench {
  readonly machine: Machine;
  readonly precision: Precision;
  readonly magnitudes: boolean;
  /** Images of a tile. */
  readonly tile: number;
  readonly #total: boolean;
  readonly #tape: number[] = [];
  readonly #guards: number[] = [];
  #next = 1;
  #state: number;

  constructor({ machine, precision = 'fp32', magnitudes = false, total = false }: BenchOptions, seed: number) {
    this.machine = machine;
    this.precision = precision;
    this.magnitudes = magnitudes;
    this.tile = precision === 'mixed' ? 32 : 16;
    this.#total = total;
    this.#state = seed;
  }

  /** Drawn from 0 to 1, 1 left out. */
  unit(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let x = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Drawn from `from` to `to`, in sixteenths. */
  number(from = -2, to = 2): number {
    return from + Math.floor(this.unit() * ((to - from) * 16 + 1)) / 16;
  }

  /** So many numbers. */
  numbers(count: number, from = -2, to = 2): number[] {
    return Array.from({ length: count }, () => this.number(from, to));
  }

  tiles(batch: number): number {
    return Math.ceil(batch / this.tile);
  }

  /** An activation as it is, or one whose value is no less than that of absolute terms. */
  act(act: number): number {
    return this.magnitudes && act !== 5 ? 0 : act;
  }

  #signed(value: number, sign: Sign): number {
    if (!this.magnitudes || sign === 'kept') return value;
    return sign === 'absolute' ? Math.abs(value) : -Math.abs(value);
  }

  /** So many lines, a guard behind them. */
  lines(count: number): number {
    const at = this.#next;
    this.#next += count + 1;
    this.machine.reserve(this.#next);
    this.machine.write(at + count, new Int32Array(16).fill(pattern));
    this.#guards.push(at + count);
    return at;
  }

  floats(numbers: readonly number[], sign: Sign = 'absolute'): number {
    const at = this.lines(Math.ceil(numbers.length / 16));
    this.machine.write(
      at,
      Float32Array.from(numbers, (one) => this.#signed(one, sign)),
    );
    return at;
  }

  /** Floats that the machine has to write. */
  emptyFloats(count: number): number {
    return this.floats(Array<number>(count).fill(7), 'kept');
  }

  ints(numbers: readonly number[]): number {
    const at = this.lines(Math.ceil(numbers.length / 16));
    this.machine.write(at, Int32Array.from(numbers));
    return at;
  }

  /** Partial sums `[items][width]`; `whole` has those of one item after the other. */
  doubles(numbers: readonly number[], signs: readonly Sign[] = ['absolute']): number {
    const at = this.lines(Math.ceil(numbers.length / 8));
    const signOf = (i: number): Sign => signs[i % signs.length] ?? 'absolute';
    this.machine.write(
      at,
      Float64Array.from(numbers, (one, i) => this.#signed(one, signOf(i))),
    );
    return at;
  }

  /** Partial sums that the machine has to write. */
  emptyDoubles(count: number): number {
    return this.doubles(Array<number>(count).fill(7), ['kept']);
  }

  /** A tensor of drawn numbers; lanes without an image hold 3. */
  tensor(shape: Shape, batch: number, sign: Sign = 'absolute'): number {
    return this.#place(shape, batch, () => this.#signed(this.number(), sign));
  }

  /** A tensor that the machine has to write. */
  emptyTensor(shape: Shape, batch: number): number {
    return this.#place(shape, batch, () => 7);
  }

  #place(shape: Shape, batch: number, draw: () => number): number {
    const lines = this.tiles(batch) * shape.rows * shape.channels * shape.columns;
    const at = this.lines(lines);
    const numbers = new Array<number>(lines * this.tile).fill(3);
    for (const index of this.#indices(shape, batch)) numbers[index] = draw();
    if (this.precision === 'fp32') this.machine.write(at, Float32Array.from(numbers));
    else this.machine.write(at, new Uint8Array(Uint16Array.from(numbers, halfBits).buffer));
    return at;
  }

  #indices({ rows, channels, columns }: Shape, batch: number): number[] {
    const volume = rows * channels * columns;
    return Array.from({ length: batch * volume }, (_, i) => {
      const [image, place] = [Math.floor(i / volume), i % volume];
      return (Math.floor(image / this.tile) * volume + place) * this.tile + (image % this.tile);
    });
  }

  /** The true images of a tensor, `[image][row][channel][column]`. */
  readTensor(at: number, shape: Shape, batch: number): number[] {
    const found = this.#readLanes(at, shape, batch);
    return this.#indices(shape, batch).map((index) => found[index] as number);
  }

  /** What lanes without an image hold. */
  spareLanes(at: number, shape: Shape, batch: number): number[] {
    const used = new Set(this.#indices(shape, batch));
    return this.#readLanes(at, shape, batch).filter((_, i) => !used.has(i));
  }

  #readLanes(at: number, { rows, channels, columns }: Shape, batch: number): number[] {
    const count = this.tiles(batch) * rows * channels * columns * this.tile;
    if (this.precision === 'fp32') return this.readFloats(at, count);
    const bytes = new Uint8Array(2 * count);
    this.machine.read(at, bytes);
    return Array.from(new Uint16Array(bytes.buffer), halfValue);
  }

  readFloats(at: number, count: number): number[] {
    const into = new Float32Array(count);
    this.machine.read(at, into);
    return [...into];
  }

  /** Partial sums, by item or in all. */
  readDoubles(at: number, items: number, width: number): number[] {
    const into = new Float64Array(items * width);
    this.machine.read(at, into);
    if (!this.#total) return [...into];
    return Array.from({ length: width }, (_, i) => into.filter((_, j) => j % width === i).reduce((a, b) => a + b, 0));
  }

  /** Writes an instruction. */
  emit(opcode: number, ...operands: readonly (number | readonly number[])[]): void {
    const flat = operands.flat();
    this.#tape.push(opcode, flat.length + 2, ...flat);
  }

  /** Runs what was written. Says which guards were overwritten. */
  run(): number[] {
    this.machine.run(Int32Array.from(this.#tape), this.precision);
    const line = new Int32Array(16);
    return this.#guards.filter((guard) => {
      this.machine.read(guard, line);
      return line.some((word) => word !== pattern);
    });
  }
}

/** A float as the int32 of the same bits. */
export function bits(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0] as number;
}
