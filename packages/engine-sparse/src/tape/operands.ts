/** How many images there are, and how many tiles they fill. */
export interface Lanes {
  /** True number of images. */
  readonly batch: number;
  /** Tiles of a line's images. */
  readonly tiles: number;
}

/** Shape of one image in a tensor. */
export interface Shape {
  /** Height. */
  readonly rows: number;
  /** Channels. */
  readonly channels: number;
  /** Width. */
  readonly columns: number;
}

/** A value `act(first + second)`; a term is a tensor, or scale · tensor + shift. Addresses are lines, 0 means none. */
export interface Source extends Shape {
  /** Number of the activation. */
  readonly act: number;
  /** Of a leaky ReLU. */
  readonly slope: number;
  /** Tensor of the first term. */
  readonly first: number;
  /** Its vector of scales; 0: it is plain. */
  readonly firstScale: number;
  /** Its vector of shifts. */
  readonly firstShift: number;
  /** Tensor of the second term; 0: there is none. */
  readonly second: number;
  /** Its vector of scales; 0: it is plain. */
  readonly secondScale: number;
  /** Its vector of shifts. */
  readonly secondShift: number;
  /** Tensor that takes the value. */
  readonly store: number;
}

/** Window, output and slab of a convolution. */
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
  /** Height of the output. */
  readonly outRows: number;
  /** Filters. */
  readonly outChannels: number;
  /** Width of the output. */
  readonly outColumns: number;
  /** Output rows that a slab holds. */
  readonly slabRows: number;
  /** Ranges of output rows that a tile is cut into. */
  readonly chunks: number;
  /** Slabs of all threads. */
  readonly slab: number;
  /** Lines of one thread's slab. */
  readonly slabLines: number;
}

/** Lists of offsets and values. */
export interface Lists {
  /** Filters or input channels of a list. */
  readonly block: number;
  /** How many lists; 0: nothing is asked for. */
  readonly count: number;
  /** `int32[count + 1]`. */
  readonly starts: number;
  /** `int32[entries]`. */
  readonly offsets: number;
  /** `float[entries · block]`. */
  readonly values: number;
}

/** Gradient of a convolution's output: `gradient`, or a · gradient + b · output + c behind a normalisation. */
export interface OutputGradient {
  /** Tensor. */
  readonly gradient: number;
  /** Tensor, or 0. */
  readonly output: number;
  /** Vector, or 0. */
  readonly a: number;
  /** Vector, or 0. */
  readonly b: number;
  /** Vector, or 0. */
  readonly c: number;
}

/** Where the output's gradient lies in its slab. */
export interface Halo {
  /** Rows before the own ones. */
  readonly top: number;
  /** Columns before the first. */
  readonly left: number;
  /** Columns of the slab. */
  readonly slabColumns: number;
  /** Rows beyond the own ones, `top` among them. */
  readonly extraRows: number;
}

/** Tensors and means whose products with a gradient are summed; 0: none. */
export interface SumOperands {
  /** Tensor under the first term's normalisation. */
  readonly yFirst: number;
  /** Its means. */
  readonly meanFirst: number;
  /** Tensor under the second term's normalisation. */
  readonly ySecond: number;
  /** Its means. */
  readonly meanSecond: number;
}

/** What becomes of the gradient of a convolution's input. */
export interface Epilogue extends SumOperands {
  /** Tensor that takes it. */
  readonly result: number;
  /** Tensor to be added, or 0. */
  readonly addFirst: number;
  /** Tensor to be added, or 0. */
  readonly addSecond: number;
  /** 1: it is multiplied by (value > 0). */
  readonly mask: number;
  /** `double[items][channels][3]`, or 0. */
  readonly sums: number;
}

/** A float in memory. */
export interface Spot {
  /** A line. */
  readonly line: number;
  /** Floats from its start. */
  readonly offset: number;
}

/** A whole instruction: opcode, length, operands. */
export type Instruction = readonly number[];

/** Puts opcode and length before operands. */
export function instruction(opcode: number, ...operands: readonly (number | readonly number[])[]): Instruction {
  const flat = operands.flat();
  return [opcode, flat.length + 2, ...flat];
}

const words = new DataView(new ArrayBuffer(4));

/** A float as the int32 of the same bits. */
export function floatBits(value: number): number {
  words.setFloat32(0, value);
  return words.getInt32(0);
}

/** The operands of a structure in the order in which the kernels read them. */
export const flatten = {
  lanes: ({ batch, tiles }: Lanes): readonly number[] => [batch, tiles],
  shape: ({ rows, channels, columns }: Shape): readonly number[] => [rows, channels, columns],
  spot: ({ line, offset }: Spot): readonly number[] => [line, offset],
  source: (one: Source): readonly number[] => [
    ...[one.rows, one.channels, one.columns, one.act, floatBits(one.slope), one.first, one.firstScale, one.firstShift],
    ...[one.second, one.secondScale, one.secondShift, one.store],
  ],
  geometry: (one: Geometry): readonly number[] => [
    ...[one.kernelRows, one.kernelColumns, one.strideRows, one.strideColumns, one.padTop, one.padLeft],
    ...[one.outRows, one.outChannels, one.outColumns, one.slabRows, one.chunks, one.slab, one.slabLines],
  ],
  lists: (one: Lists): readonly number[] => [one.block, one.count, one.starts, one.offsets, one.values],
  gradient: (one: OutputGradient): readonly number[] => [one.gradient, one.output, one.a, one.b, one.c],
  halo: (one: Halo): readonly number[] => [one.top, one.left, one.slabColumns, one.extraRows],
  sums: (one: SumOperands): readonly number[] => [one.yFirst, one.meanFirst, one.ySecond, one.meanSecond],
} as const;
