import {
  type Epilogue,
  flatten,
  type Geometry,
  type Halo,
  type Instruction,
  instruction,
  type Lanes,
  type Lists,
  type OutputGradient,
  type Source,
} from './operands.ts';

/** Operands of a convolution. */
export interface ConvForward {
  /** The batch. */
  readonly lanes: Lanes;
  /** What it reads. */
  readonly source: Source;
  /** Its shape. */
  readonly geometry: Geometry;
  /** Weights by filter. */
  readonly lists: Lists;
  /** Tensor that takes the result. */
  readonly output: number;
  /** Vector, or 0. */
  readonly bias: number;
  /** `double[items][outChannels][2]`: sums of values and of squares; or 0. */
  readonly sums: number;
}

/** A convolution. */
export function convForward(one: ConvForward): Instruction {
  const { lanes, source, geometry, lists } = flatten;
  const what = [lanes(one.lanes), source(one.source), geometry(one.geometry), lists(one.lists)].flat();
  return instruction(1, what, one.output, one.bias, one.sums);
}

/** Operands of the way back through a convolution. */
export interface ConvBackward {
  /** The batch. */
  readonly lanes: Lanes;
  /** What it read; `store` is 0. */
  readonly source: Source;
  /** Its shape. */
  readonly geometry: Geometry;
  /** Gradient of its output. */
  readonly gradient: OutputGradient;
  /** Where that lies in its slab. */
  readonly halo: Halo;
  /** Positions by filter; the values take the gradient. */
  readonly weights: Lists;
  /** Lines from one thread's values to the next. */
  readonly weightStride: number;
  /** Weights by input channel. */
  readonly inputs: Lists;
  /** `double[items][outChannels]`: sums of the output's gradient; or 0. */
  readonly bias: number;
  /** What becomes of the input's gradient. */
  readonly epilogue: Epilogue;
}

/** The way back through a convolution. */
export function convBackward(one: ConvBackward): Instruction {
  const { lanes, source, geometry, gradient, halo, lists } = flatten;
  const what = [lanes(one.lanes), source(one.source), geometry(one.geometry), gradient(one.gradient), halo(one.halo)];
  const { result, addFirst, addSecond, mask, sums } = one.epilogue;
  const end = [result, addFirst, addSecond, mask, ...flatten.sums(one.epilogue), sums];
  return instruction(2, what.flat(), lists(one.weights), one.weightStride, lists(one.inputs), one.bias, end);
}
