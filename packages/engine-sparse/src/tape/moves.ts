import { flatten, floatBits, type Instruction, instruction, type Lanes, type Shape } from './operands.ts';

/** A shape and where the tensor lies. */
interface Placed extends Shape {
  /** Its first line. */
  readonly tensor: number;
}

/** Operands of {@link window}. */
export interface Window {
  /** Tiles. */
  readonly tiles: number;
  /** What is copied. */
  readonly from: Placed;
  /** Where to. */
  readonly to: Placed;
  /** Of `from` in `to`. */
  readonly rowShift: number;
  /** Of `from` in `to`. */
  readonly channelShift: number;
  /** Of `from` in `to`. */
  readonly columnShift: number;
  /** 1: everything else becomes 0. */
  readonly clear: 0 | 1;
}

/** Copies one image into another, at a place. */
export function window(one: Window): Instruction {
  const { shape } = flatten;
  const [from, to] = [
    [...shape(one.from), one.from.tensor],
    [...shape(one.to), one.to.tensor],
  ];
  return instruction(12, one.tiles, from, to, one.rowShift, one.channelShift, one.columnShift, one.clear);
}

/** Operands of {@link flattenImage}. */
export interface FlattenImage extends Shape {
  /** Tiles. */
  readonly tiles: number;
  /** Tensor of the image. */
  readonly image: number;
  /** Tensor of the features. */
  readonly features: number;
  /** 0: from image to features; 1: back. */
  readonly direction: 0 | 1;
}

/** Features of an image, or an image of features. */
export function flattenImage(one: FlattenImage): Instruction {
  return instruction(13, one.tiles, flatten.shape(one), one.image, one.features, one.direction);
}

/** Operands of {@link add}. */
export interface Add {
  /** Tiles. */
  readonly tiles: number;
  /** Of one tile. */
  readonly lines: number;
  /** Tensor. */
  readonly first: number;
  /** Tensor. */
  readonly second: number;
  /** Tensor, written. */
  readonly result: number;
}

/** The sum of two tensors. */
export function add({ tiles, lines, first, second, result }: Add): Instruction {
  return instruction(14, tiles, lines, first, second, result);
}

/** Operands of {@link imagesIn}. */
export interface ImagesIn extends Shape {
  /** The batch. */
  readonly lanes: Lanes;
  /** `float[batch][rows][columns][channels]`. */
  readonly from: number;
  /** Tensor, written. */
  readonly to: number;
}

/** Images to a tensor. */
export function imagesIn(one: ImagesIn): Instruction {
  return instruction(15, flatten.lanes(one.lanes), flatten.shape(one), one.from, one.to);
}

/** Operands of {@link featuresOut} and {@link featuresIn}. */
export interface FeaturesMove {
  /** The batch. */
  readonly lanes: Lanes;
  /** How many features. */
  readonly channels: number;
  /** Where they are. */
  readonly from: number;
  /** Where they go. */
  readonly to: number;
}

/** A tensor of features to `float[batch][channels]`. */
export function featuresOut({ lanes, channels, from, to }: FeaturesMove): Instruction {
  return instruction(16, flatten.lanes(lanes), channels, from, to);
}

/** `float[batch][channels]` to a tensor. */
export function featuresIn({ lanes, channels, from, to }: FeaturesMove): Instruction {
  return instruction(17, flatten.lanes(lanes), channels, from, to);
}

/** Operands of {@link gather}. */
export interface Gather {
  /** How many floats. */
  readonly count: number;
  /** `int32[count]`; −1: the value is 0. */
  readonly indices: number;
  /** Floats. */
  readonly from: number;
  /** `float[count]`, written. */
  readonly to: number;
}

/** `to[i] = from[indices[i]]`. */
export function gather({ count, indices, from, to }: Gather): Instruction {
  return instruction(18, count, indices, from, to);
}

/** Operands of {@link scatter}. */
export interface Scatter {
  /** How many floats. */
  readonly count: number;
  /** `int32[count]`; −1: left out. */
  readonly indices: number;
  /** `float[count]` of the first thread. */
  readonly from: number;
  /** How many threads have such floats. */
  readonly threads: number;
  /** Lines from one thread's to the next. */
  readonly stride: number;
  /** Floats, written. */
  readonly to: number;
}

/** `to[indices[i]]` = the sum over threads of `from[i]`. */
export function scatter({ count, indices, from, threads, stride, to }: Scatter): Instruction {
  return instruction(19, count, indices, from, threads, stride, to);
}

/** Operands of {@link fill}. */
export interface Fill {
  /** How many floats. */
  readonly count: number;
  /** What they become. */
  readonly value: number;
  /** Floats, written. */
  readonly to: number;
}

/** Operands of {@link scale}. */
export interface Scale {
  /** How many floats. */
  readonly count: number;
  /** What each is multiplied by. */
  readonly factor: number;
  /** Floats, read and written. */
  readonly numbers: number;
}

/** Floats times one number, in place. */
export function scale({ count, factor, numbers }: Scale): Instruction {
  return instruction(24, count, floatBits(factor), numbers);
}

/** Floats of one value. */
export function fill({ count, value, to }: Fill): Instruction {
  return instruction(20, count, floatBits(value), to);
}
