/** True number of images, and the tiles that they fill. */
export interface Lanes {
  /** Images. */
  readonly batch: number;
  /** Tiles of 16 images. */
  readonly tiles: number;
}

/** Shape of one image of a tensor. */
export interface Shape {
  /** Height. */
  readonly rows: number;
  /** Channels. */
  readonly channels: number;
  /** Width. */
  readonly columns: number;
}

/** One term of a source: a tensor, or scale · tensor + shift. */
export interface Term {
  /** Its first line; 0: there is none. */
  readonly tensor: number;
  /** Vector, or 0. */
  readonly scale: number;
  /** Vector, or 0. */
  readonly shift: number;
}

/** A value act(first + second). */
export interface Source extends Shape {
  /** Number of the activation. */
  readonly act: number;
  /** Of a leaky ReLU. */
  readonly slope: number;
  /** First term. */
  readonly first: Term;
  /** Second term. */
  readonly second: Term;
  /** Tensor that takes the value, or 0. */
  readonly store: number;
}

/** Window, output and pieces of a convolution. */
export interface Geometry {
  /** Height of the window. */
  readonly kernelRows: number;
  /** Width of the window. */
  readonly kernelColumns: number;
  /** Vertical step. */
  readonly strideRows: number;
  /** Horizontal step. */
  readonly strideColumns: number;
  /** Rows of zeros above. */
  readonly padTop: number;
  /** Columns of zeros to the left. */
  readonly padLeft: number;
  /** Shape of an output image. */
  readonly out: Shape;
  /** Ranges of output rows. */
  readonly chunks: number;
}

/** Lists of offsets with `block` values each. */
export interface Lists {
  /** Filters or channels of a list. */
  readonly block: number;
  /** How many lists. */
  readonly count: number;
  /** Line of `int32[count + 1]`. */
  readonly starts: number;
  /** Line of `int32[entries]`. */
  readonly offsets: number;
  /** Line of `float[entries · block]`. */
  readonly values: number;
}

/** Reads the operands of one instruction in order. */
export class Operands {
  readonly #tape: Int32Array;
  #at: number;

  /** From the instruction at `at`. */
  constructor(tape: Int32Array, at: number) {
    this.#tape = tape;
    this.#at = at + 2;
  }

  /** The next integer. */
  int(): number {
    return this.#tape[this.#at++] as number;
  }

  /** The next operand as the float of the same bits. */
  float(): number {
    return new Float32Array(Int32Array.of(this.int()).buffer)[0] as number;
  }

  /** So many integers. */
  ints(count: number): number[] {
    return Array.from({ length: count }, () => this.int());
  }

  /** Images and tiles. */
  lanes(): Lanes {
    return { batch: this.int(), tiles: this.int() };
  }

  /** Rows, channels, columns. */
  shape(): Shape {
    return { rows: this.int(), channels: this.int(), columns: this.int() };
  }

  /** A line and a float offset: the index of that float. */
  spot(): number {
    return 16 * this.int() + this.int();
  }

  #term(): Term {
    return { tensor: this.int(), scale: this.int(), shift: this.int() };
  }

  /** A value. */
  source(): Source {
    const [shape, act, slope] = [this.shape(), this.int(), this.float()];
    return { ...shape, act, slope, first: this.#term(), second: this.#term(), store: this.int() };
  }

  /** A convolution's shape; what says how slabs lie is left out. */
  geometry(): Geometry {
    const [kernelRows, kernelColumns] = [this.int(), this.int()];
    const [strideRows, strideColumns] = [this.int(), this.int()];
    const [padTop, padLeft] = [this.int(), this.int()];
    const out = this.shape();
    const [, chunks = 1] = this.ints(4);
    return { kernelRows, kernelColumns, strideRows, strideColumns, padTop, padLeft, out, chunks };
  }

  /** Lists of entries. */
  lists(): Lists {
    const [block, count, starts, offsets, values] = [this.int(), this.int(), this.int(), this.int(), this.int()];
    return { block, count, starts, offsets, values };
  }
}
