import { flatten, floatBits, type Instruction, instruction, type Spot } from './operands.ts';

/** Operands of the statistics of a batch. */
export interface NormStatistics {
  /** How many channels. */
  readonly channels: number;
  /** How many partial sums. */
  readonly items: number;
  /** `double[items][channels][2]`. */
  readonly sums: number;
  /** Values of a channel. */
  readonly count: number;
  /** Added to the variance. */
  readonly epsilon: number;
  /** Vector. */
  readonly gamma: number;
  /** Vector. */
  readonly beta: number;
  /** Vector, written. */
  readonly scale: number;
  /** Vector, written. */
  readonly shift: number;
  /** Vector, written. */
  readonly mean: number;
  /** Vector, written: one over the deviation. */
  readonly inverse: number;
  /** Means, then unbiased variances, written. */
  readonly moments: Spot;
}

/** Mean and variance of a batch, and the scale and shift that they make. */
export function normStatistics(one: NormStatistics): Instruction {
  const { channels, items, sums, gamma, beta, scale, shift, mean, inverse } = one;
  const numbers = [channels, items, sums, floatBits(one.count), floatBits(one.epsilon)];
  return instruction(3, numbers, [gamma, beta, scale, shift, mean, inverse], flatten.spot(one.moments));
}

/** Operands of a normalisation in evaluation. */
export interface NormFixed {
  /** How many channels. */
  readonly channels: number;
  /** Added to the variance. */
  readonly epsilon: number;
  /** Vector. */
  readonly gamma: number;
  /** Vector. */
  readonly beta: number;
  /** Running means. */
  readonly mean: Spot;
  /** Running variances. */
  readonly variance: Spot;
  /** Vector, written. */
  readonly scale: number;
  /** Vector, written. */
  readonly shift: number;
}

/** Scale and shift from running statistics. */
export function normFixed(one: NormFixed): Instruction {
  const { spot } = flatten;
  const numbers = [one.channels, floatBits(one.epsilon), one.gamma, one.beta];
  return instruction(4, numbers, spot(one.mean), spot(one.variance), one.scale, one.shift);
}

/** Operands of the way back through a normalisation. */
export interface NormBackward {
  /** How many channels. */
  readonly channels: number;
  /** How many partial sums. */
  readonly items: number;
  /** `double[items][channels][3]`. */
  readonly sums: number;
  /** Which of the two products is this normalisation's: 1 or 2. */
  readonly which: 1 | 2;
  /** Values of a channel. */
  readonly count: number;
  /** Vector. */
  readonly gamma: number;
  /** Vector. */
  readonly mean: number;
  /** Vector. */
  readonly inverse: number;
  /** Vector, written. */
  readonly a: number;
  /** Vector, written. */
  readonly b: number;
  /** Vector, written. */
  readonly c: number;
  /** Gradient of the scale, written. */
  readonly gammaGradient: Spot;
  /** Gradient of the offset, written. */
  readonly betaGradient: Spot;
}

/** What makes the gradient of a normalisation's input of that of its output, and its parameters' gradients. */
export function normBackward(one: NormBackward): Instruction {
  const { channels, items, sums, which, gamma, mean, inverse, a, b, c } = one;
  const numbers = [channels, items, sums, which, floatBits(one.count)];
  const spots = [...flatten.spot(one.gammaGradient), ...flatten.spot(one.betaGradient)];
  return instruction(5, numbers, [gamma, mean, inverse, a, b, c], spots);
}

/** Operands of {@link sumItems}. */
export interface SumItems {
  /** How many channels. */
  readonly channels: number;
  /** How many partial sums. */
  readonly items: number;
  /** `double[items][channels]`. */
  readonly sums: number;
  /** Written. */
  readonly to: Spot;
}

/** Adds partial sums: gradients of biases. */
export function sumItems({ channels, items, sums, to }: SumItems): Instruction {
  return instruction(23, channels, items, sums, flatten.spot(to));
}
