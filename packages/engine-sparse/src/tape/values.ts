import {
  flatten,
  floatBits,
  type Instruction,
  instruction,
  type Lanes,
  type Shape,
  type Source,
  type SumOperands,
} from './operands.ts';

/** Operands of {@link junction}. */
export interface Junction {
  /** The batch. */
  readonly lanes: Lanes;
  /** The value; `store` takes it. */
  readonly source: Source;
}

/** The value of a junction, stored. */
export function junction({ lanes, source }: Junction): Instruction {
  return instruction(6, flatten.lanes(lanes), flatten.source(source));
}

/** Operands of {@link junctionBackward}. */
export interface JunctionBackward extends SumOperands {
  /** The batch. */
  readonly lanes: Lanes;
  /** The value. */
  readonly source: Source;
  /** Derivatives with respect to the value: one to three tensors, 0 for none. */
  readonly gradients: readonly [number, number, number];
  /** Tensor that takes the derivative with respect to the sum. */
  readonly result: number;
  /** `double[tiles][channels][3]`, or 0. */
  readonly sums: number;
}

/** The derivative with respect to a junction's sum. */
export function junctionBackward(one: JunctionBackward): Instruction {
  const what = [...flatten.lanes(one.lanes), ...flatten.source(one.source)];
  return instruction(7, what, one.gradients, one.result, flatten.sums(one), one.sums);
}

/** Operands of a pooling over the whole image. */
export interface GlobalPool extends Shape {
  /** The batch. */
  readonly lanes: Lanes;
  /** 0: mean, 1: maximum. */
  readonly kind: 0 | 1;
  /** Tensor. */
  readonly input: number;
  /** Tensor. */
  readonly output: number;
}

/** Derivatives of a pooling. */
export interface PoolGradients {
  /** Of its output. */
  readonly gradient: number;
  /** Of its input, written. */
  readonly result: number;
}

const globalOperands = (one: GlobalPool): readonly number[] => [
  ...flatten.lanes(one.lanes),
  one.kind,
  ...flatten.shape(one),
  ...[one.input, one.output],
];

/** Summary over the whole image. */
export function globalPool(one: GlobalPool): Instruction {
  return instruction(8, globalOperands(one), 0, 0);
}

/** The way back through a summary over the whole image. */
export function globalPoolBackward(one: GlobalPool & PoolGradients): Instruction {
  return instruction(9, globalOperands(one), one.gradient, one.result);
}

/** Operands of a pooling over a sliding window. */
export interface Pool extends GlobalPool {
  /** Height of the window. */
  readonly windowRows: number;
  /** Width of the window. */
  readonly windowColumns: number;
  /** Vertical step. */
  readonly strideRows: number;
  /** Horizontal step. */
  readonly strideColumns: number;
  /** Rows of padding above. */
  readonly padTop: number;
  /** Columns of padding to the left. */
  readonly padLeft: number;
  /** Height of the output. */
  readonly outRows: number;
  /** Width of the output. */
  readonly outColumns: number;
}

const poolOperands = (one: Pool): readonly number[] => [
  ...flatten.lanes(one.lanes),
  one.kind,
  ...flatten.shape(one),
  ...[one.windowRows, one.windowColumns, one.strideRows, one.strideColumns, one.padTop, one.padLeft],
  ...[one.outRows, one.outColumns, one.input, one.output],
];

/** Summary over a sliding window. */
export function pool(one: Pool): Instruction {
  return instruction(10, poolOperands(one), 0, 0);
}

/** The way back through a summary over a sliding window. */
export function poolBackward(one: Pool & PoolGradients): Instruction {
  return instruction(11, poolOperands(one), one.gradient, one.result);
}

/** Operands of {@link dropout}. */
export interface Dropout extends Shape {
  /** The batch. */
  readonly lanes: Lanes;
  /** Share of values dropped. */
  readonly rate: number;
  /** A line with two int32. */
  readonly noise: number;
  /** Tensor. */
  readonly from: number;
  /** Tensor, written. */
  readonly to: number;
}

/** Drops values by noise; the same for values and for their gradients. */
export function dropout(one: Dropout): Instruction {
  return instruction(
    21,
    flatten.lanes(one.lanes),
    flatten.shape(one),
    floatBits(one.rate),
    one.noise,
    one.from,
    one.to,
  );
}
