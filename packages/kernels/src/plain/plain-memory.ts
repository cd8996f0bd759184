import { LINE_BYTES, type Numbers } from '../machine.ts';

/** Memory of a plain machine, seen as floats, integers and doubles. Indices count numbers of that kind. */
export class PlainMemory {
  /** As 32-bit floats: number i of line l is `floats[16 * l + i]`. */
  floats: Float32Array = new Float32Array(0);
  /** As 32-bit integers. */
  ints: Int32Array = new Int32Array(0);
  /** As doubles: number i of line l is `doubles[8 * l + i]`. */
  doubles: Float64Array = new Float64Array(0);

  constructor() {
    this.reserve(1);
  }

  /** Makes lines 0 to `lines` − 1; new ones hold 0. Returns how many are there. */
  reserve(lines: number): number {
    if (lines * LINE_BYTES > this.floats.byteLength) this.#grow(lines);
    return this.floats.byteLength / LINE_BYTES;
  }

  #grow(lines: number): void {
    const buffer = new ArrayBuffer(Math.max(lines * LINE_BYTES, 2 * this.floats.byteLength));
    new Uint8Array(buffer).set(new Uint8Array(this.floats.buffer));
    this.floats = new Float32Array(buffer);
    this.ints = new Int32Array(buffer);
    this.doubles = new Float64Array(buffer);
  }

  /** The bytes of an array like this one, from number `offset` of a line. */
  bytes(line: number, offset: number, like: Numbers): Uint8Array {
    return new Uint8Array(this.floats.buffer, line * LINE_BYTES + offset * like.BYTES_PER_ELEMENT, like.byteLength);
  }
}
