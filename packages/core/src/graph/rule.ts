import { AltsparseError } from '../error.ts';
import type { Fans, Initialiser, KernelInitialisers } from './initialiser.ts';
import type { Shape } from './shape.ts';

/** What a parameter is to its operation. Only kernels can be masked. */
export type Role = 'kernel' | 'bias' | 'scale' | 'offset';

/** One parameter of an operation, before it has a name and a place. */
export interface ParameterSpec {
  /** What it is. */
  readonly role: Role;
  /** Kernels: `[kernel height, kernel width, input channels of a group, output channels]` or `[inputs, outputs]`. */
  readonly shape: Shape;
  /** May a sub-net's mask cover it? */
  readonly maskable: boolean;
  /** Its first values. */
  readonly initialiser: Initialiser;
  /** For the initialiser. */
  readonly fans: Fans;
}

/** What every reader of a graph may ask of one kind of operation. */
export interface OperationRule<O> {
  /** The shape that comes out. Throws an `AltsparseError` when the inputs do not fit. */
  outputShape(operation: O, inputs: readonly Shape[]): Shape;
  /** Its parameters, kernel first. */
  parameters(operation: O, inputs: readonly Shape[]): readonly ParameterSpec[];
  /** Multiply-adds of one image with a dense kernel; 0 for what is not a convolution or a dense layer, NaN where it is unknown. */
  macs(operation: O, inputs: readonly Shape[], output: Shape): number;
}

/** For operations without parameters and without multiply-adds that are counted. */
export const weightless: Pick<OperationRule<unknown>, 'parameters' | 'macs'> = {
  parameters: () => [],
  macs: () => 0,
};

/**
 * The shape that comes into an operation with one input.
 *
 * @throws AltsparseError `graph-shape` if there are none or several.
 */
export function onlyShape(inputs: readonly Shape[]): Shape {
  const [shape, ...rest] = inputs;
  if (shape !== undefined && rest.length === 0) return shape;
  throw new AltsparseError('graph-shape', 'This operation takes one input.', { found: inputs.length });
}

/** What convolutions and dense layers have in common. */
export interface Weighted {
  /** Has it a bias? */
  readonly bias: boolean;
  /** May masks cover its kernel? */
  readonly maskable: boolean;
  /** First values. */
  readonly initialise: KernelInitialisers;
}

/** A kernel, output channels last, and a bias for each output channel if there is one. */
export function kernelAndBias(operation: Weighted, shape: Shape, fans: Fans): readonly ParameterSpec[] {
  const { maskable, initialise } = operation;
  const kernel: ParameterSpec = { role: 'kernel', shape, maskable, initialiser: initialise.kernel, fans };
  const outputs = [shape.at(-1) ?? 0];
  const bias: ParameterSpec = { role: 'bias', shape: outputs, maskable: false, initialiser: initialise.bias, fans };
  return operation.bias ? [kernel, bias] : [kernel];
}
