import type { Lists, Spot } from '../tape/operands.ts';
import type { Buffer } from './buffer.ts';

/** The lists of one convolution, with their places. */
export interface LayerLists {
  /** Weights by filter. */
  readonly forward: Lists;
  /** Positions whose gradient is wanted, by filter; none: `count` is 0. */
  readonly weights: Lists;
  /** Weights by input channel. */
  readonly inputs: Lists;
}

/** Places of everything that an instruction may name, once they are known. */
export interface Bound {
  /** The first line of a buffer. */
  at(buffer: Buffer): number;
  /** A convolution's lists. */
  layer(name: string): LayerLists;
  /** The vector that holds a parameter: bias, scale or offset by its place in the plan. */
  vector(parameter: number): number;
  /** Where the gradient of a parameter goes. */
  gradient(parameter: number): Spot;
  /** Running statistics by their place in the plan. */
  statistics(place: number): Spot;
  /** Where statistics of the batch go. */
  moments(place: number): Spot;
  /** The line that holds the noise of a dropout, by its number. */
  noise(drop: number): number;
  /** Lines from one thread's weight gradients to the next. */
  readonly weightStride: number;
  /** Of all threads. */
  readonly slab: number;
  /** Of one thread. */
  readonly slabLines: number;
}

/** An instruction whose places are filled in later. */
export type Instruction = (bound: Bound) => readonly number[];
