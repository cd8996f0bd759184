import type { RandomStream } from '../random.ts';

/** How a parameter gets its first values; plain data, so that a graph can be written to a file. */
export type Initialiser =
  | {
      readonly kind: 'constant';
      /** Given to every weight. */
      readonly value: number;
    }
  | {
      readonly kind: 'normal';
      /** Standard deviation; the mean is 0. */
      readonly deviation: number;
    }
  | {
      readonly kind: 'uniform';
      /** Numbers lie from −limit to limit. */
      readonly limit: number;
    }
  /** Normal with variance 2 / fan (ReLU gain). */
  | {
      readonly kind: 'kaimingNormal';
      /** Which fan. */
      readonly fan: 'in' | 'out';
    }
  /** Uniform in ±1/√(fan in): what PyTorch gives convolutions, linear layers and their biases by default. */
  | { readonly kind: 'fanInUniform' };

/** First values of a kernel and its bias. */
export interface KernelInitialisers {
  /** Of the kernel. */
  readonly kernel: Initialiser;
  /** Of the bias. */
  readonly bias: Initialiser;
}

/** What an initialiser needs to know of a parameter's tensor: products of kernel area and channels. */
export interface Fans {
  /** Kernel area times input channels of a group. */
  readonly fanIn: number;
  /** Kernel area times output channels of a group. */
  readonly fanOut: number;
}

/**
 * One number per weight, drawn in order from the stream.
 *
 * @param initialiser - The rule.
 * @param length - How many numbers.
 * @param fans - Fan in and fan out of the tensor.
 * @param random - A stream of this parameter's own.
 */
export function drawInitial(initialiser: Initialiser, length: number, fans: Fans, random: RandomStream): Float32Array {
  const draw = drawer(initialiser, fans, random);
  return Float32Array.from({ length }, draw);
}

function drawer(initialiser: Initialiser, fans: Fans, random: RandomStream): () => number {
  switch (initialiser.kind) {
    case 'constant':
      return () => initialiser.value;
    case 'normal':
      return () => random.normal() * initialiser.deviation;
    case 'uniform':
      return () => (2 * random.uniform() - 1) * initialiser.limit;
    case 'kaimingNormal': {
      const deviation = Math.sqrt(2 / (initialiser.fan === 'in' ? fans.fanIn : fans.fanOut));
      return () => random.normal() * deviation;
    }
    case 'fanInUniform': {
      const limit = 1 / Math.sqrt(fans.fanIn);
      return () => (2 * random.uniform() - 1) * limit;
    }
  }
}
