import { AltsparseError } from '../../error.ts';
import { type OperationRule, onlyShape, weightless } from '../rule.ts';

/** Names of the activations. `leakyRelu` has slope 0.2 below zero unless told otherwise; `swish` is x·sigmoid(x). */
export type ActivationKind = 'relu' | 'relu6' | 'leakyRelu' | 'elu' | 'sigmoid' | 'tanh' | 'swish' | 'softmax';

/** A function of each element (softmax: of each vector along the last axis). */
export interface Activation {
  /** The operation's name. */
  readonly op: 'activation';
  /** Which function. */
  readonly kind: ActivationKind;
  /** Of `leakyRelu` below zero, 0 or more. Default 0.2. */
  readonly slope?: number;
}

/** The shape stays. */
export const activationRule: OperationRule<Activation> = {
  outputShape: (_, inputs) => onlyShape(inputs),
  ...weightless,
};

/** Drops elements at random in training and scales the others up; nothing in evaluation. */
export interface Dropout {
  /** The operation's name. */
  readonly op: 'dropout';
  /** Share of elements dropped, in [0, 1). */
  readonly rate: number;
}

/** The shape stays. */
export const dropoutRule: OperationRule<Dropout> = { outputShape: (_, inputs) => onlyShape(inputs), ...weightless };

/** The sum of two or more inputs of one shape. */
export interface Add {
  /** The operation's name. */
  readonly op: 'add';
}

/** All inputs must have the same shape. */
export const addRule: OperationRule<Add> = {
  outputShape(_, inputs) {
    const [first, ...rest] = inputs;
    if (first === undefined || rest.length === 0 || rest.some((shape) => shape.join() !== first.join())) {
      throw new AltsparseError('graph-shape', 'An addition needs two or more inputs of one shape.', { found: inputs });
    }
    return first;
  },
  ...weightless,
};
