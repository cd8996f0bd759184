import type { Operation } from '@altsparse/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Primitives } from '../primitives/primitives.ts';

/** What the forward pass hands to an operation. It disposes none of it. */
export interface ForwardCall<O> {
  /** Attributes. */
  readonly operation: O;
  /** With the batch axis in front. */
  readonly inputs: readonly Tensor[];
  /** In the order of the operation's rule. */
  readonly parameters: readonly Tensor[];
  /** The arithmetic. */
  readonly primitives: Primitives;
  /** Apply a ReLU at the end: a node of its own in the graph, merged into this one. */
  readonly relu: boolean;
  /** Derived from the request's noise and the node, for dropout. */
  readonly noise: number;
}

/** What an operation gives in training. All tensors are fresh, or the call's own inputs. */
export interface Executed {
  /** With the batch axis in front. */
  readonly output: Tensor;
  /** What the backward pass wants to see again. */
  readonly kept: readonly Tensor[];
  /** The batch's mean and unbiased variance, `[channels]` each. */
  readonly moments?: readonly [mean: Tensor, variance: Tensor];
}

/** What the backward pass hands to an operation. It disposes none of it. */
export interface BackwardCall<O> {
  /** Attributes. */
  readonly operation: O;
  /** Derivative with respect to the output. */
  readonly gradient: Tensor;
  /** A second derivative, to be added to the first; only for a normalisation that joins sums. */
  readonly more?: Tensor | undefined;
  /** What the forward pass kept. */
  readonly kept: readonly Tensor[];
  /** As in the forward pass. */
  readonly parameters: readonly Tensor[];
  /** Shapes of the inputs, with the batch axis. */
  readonly shapes: readonly (readonly number[])[];
  /** Which inputs' derivatives are asked for: none for those that depend on no parameter. */
  readonly wanted: readonly boolean[];
  /** The arithmetic. */
  readonly primitives: Primitives;
  /** As in the forward pass. */
  readonly relu: boolean;
}

/** Derivatives: fresh tensors, or the call's own gradient. */
export interface Differentiated {
  /** One for each input; nothing where it was not wanted. */
  readonly inputs: readonly (Tensor | undefined)[];
  /** One for each parameter. */
  readonly parameters: readonly Tensor[];
}

/** How the engine runs one kind of operation. Both functions run within a tidy. */
export interface OperationKernel<O> {
  /** The backend's kernels without which it cannot run. */
  needs(operation: O): readonly string[];
  /** Forward in training. */
  forward(call: ForwardCall<O>): Executed;
  /** Backward. */
  backward(call: BackwardCall<O>): Differentiated;
  /** Forward in evaluation, where it differs from training. Returns a fresh tensor or the call's own input. */
  evaluate?(call: ForwardCall<O>): Tensor;
}

/** The operation of one name. */
export type OperationOf<K extends Operation['op']> = Extract<Operation, { op: K }>;
