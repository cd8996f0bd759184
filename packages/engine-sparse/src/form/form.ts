import type { ActivationKind } from '@altsparse/core';

/** How large one image of a tensor is; features have one row and one column. */
export interface Size {
  /** Height. */
  readonly rows: number;
  /** The last axis of a shape. */
  readonly channels: number;
  /** Width. */
  readonly columns: number;
}

/** What is applied to the sum of a junction. */
export type Act = 'none' | Exclude<ActivationKind, 'softmax'>;

/** One batch normalisation; numbers are places in the plan's vectors. */
export interface Norm {
  /** The node's name. */
  readonly name: string;
  /** Its place among the form's normalisations. */
  readonly index: number;
  /** How many means. */
  readonly channels: number;
  /** Added to the variance. */
  readonly epsilon: number;
  /** Where its scale starts among the parameters. */
  readonly gamma: number;
  /** Where its offset starts among the parameters. */
  readonly beta: number;
  /** Where its mean starts among the statistics; the variance follows. */
  readonly statistics: number;
}

/** A summand of a junction: what a work makes or the value of another junction, normalised on the way or plain. */
export interface Term {
  /** Whose value. */
  readonly of: 'work' | 'junction';
  /** Its number. */
  readonly index: number;
  /** The normalisation on the way. */
  readonly norm?: Norm;
}

/** A value `act(first + second)`. Everything that reads the output of an operation reads a junction. */
export interface Junction {
  /** Its number. */
  readonly index: number;
  /** What is applied to the sum. */
  readonly act: Act;
  /** Of a leaky ReLU. */
  readonly slope: number;
  /** One or two. */
  readonly terms: readonly Term[];
  /** Of its value. */
  readonly size: Size;
}

/** What all works have in common. A work makes one tensor, which exactly one junction reads. */
interface WorkBase {
  /** The node's name. */
  readonly name: string;
  /** Its number: works are done in this order. */
  readonly index: number;
  /** The junctions it reads. */
  readonly reads: readonly number[];
  /** Of what it makes. */
  readonly size: Size;
}

/** Brings the batch in. */
export interface Images extends WorkBase {
  /** The work's kind. */
  readonly kind: 'images';
}

/** A convolution; a dense layer is one whose window is all of the image. */
export interface Convolution extends WorkBase {
  /** The work's kind. */
  readonly kind: 'convolution';
  /** Of what it reads. */
  readonly from: Size;
  /** `[height, width]` of the window. */
  readonly window: readonly [number, number];
  /** `[vertical, horizontal]`. */
  readonly strides: readonly [number, number];
  /** Rows of zeros above. */
  readonly padTop: number;
  /** Columns of zeros to the left. */
  readonly padLeft: number;
  /** Independent groups of channels. */
  readonly groups: number;
  /** Where its kernel `[height, width, in / groups, out]` starts among the parameters; none: all weights are 1. */
  readonly kernel?: number;
  /** Does a mask cover the kernel? Then its place in the mask is that among the parameters. */
  readonly maskable: boolean;
  /** Where its bias starts among the parameters. */
  readonly bias?: number;
}

/** Summary over a sliding window. */
export interface Pool extends WorkBase {
  /** The work's kind. */
  readonly kind: 'pool';
  /** Which summary. */
  readonly summary: 'average' | 'max';
  /** Of what it reads. */
  readonly from: Size;
  /** `[height, width]` of the window. */
  readonly window: readonly [number, number];
  /** `[vertical, horizontal]`. */
  readonly strides: readonly [number, number];
  /** Rows of padding above. */
  readonly padTop: number;
  /** Columns of padding to the left. */
  readonly padLeft: number;
}

/** Summary over the whole image. */
export interface GlobalPool extends WorkBase {
  /** The work's kind. */
  readonly kind: 'globalPool';
  /** Which summary. */
  readonly summary: 'average' | 'max';
  /** Of what it reads. */
  readonly from: Size;
}

/** Puts what it reads into a larger tensor: zero padding, concatenation. */
export interface Assemble extends WorkBase {
  /** The work's kind. */
  readonly kind: 'assemble';
  /** Where each of `reads` goes. */
  readonly parts: readonly Part[];
}

/** One part of a larger tensor. */
export interface Part {
  /** How large it is. */
  readonly size: Size;
  /** Its first row in the whole. */
  readonly row: number;
  /** Its first channel in the whole. */
  readonly channel: number;
  /** Its first column in the whole. */
  readonly column: number;
}

/** Makes features of an image. */
export interface Flatten extends WorkBase {
  /** The work's kind. */
  readonly kind: 'flatten';
  /** Of what it reads. */
  readonly from: Size;
}

/** Drops values at random. */
export interface Drop extends WorkBase {
  /** The work's kind. */
  readonly kind: 'drop';
  /** Share of values dropped. */
  readonly rate: number;
}

/** What makes a tensor. */
export type Work = Images | Convolution | Pool | GlobalPool | Assemble | Flatten | Drop;

/** A graph as tensors and junctions. */
export interface Form {
  /** In order. */
  readonly works: readonly Work[];
  /** By number; their terms stand earlier. */
  readonly junctions: readonly Junction[];
  /** All normalisations, in the plan's order. */
  readonly norms: readonly Norm[];
  /** The junction whose value are the logits. */
  readonly logits: number;
}
