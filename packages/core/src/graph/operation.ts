import { AltsparseError } from '../error.ts';
import { type BatchNorm, batchNormRule } from './operations/batch-norm.ts';
import { type Conv2d, conv2dRule } from './operations/conv2d.ts';
import { type Dense, denseRule } from './operations/dense.ts';
import {
  type Activation,
  type Add,
  activationRule,
  addRule,
  type Dropout,
  dropoutRule,
} from './operations/elementwise.ts';
import { type Opaque, opaqueRule } from './operations/opaque.ts';
import { type GlobalPool, globalPoolRule, type Pool, poolRule } from './operations/pool.ts';
import {
  type Concatenate,
  concatenateRule,
  type Flatten,
  flattenRule,
  type Input,
  inputRule,
  type ZeroPad,
  zeroPadRule,
} from './operations/shaping.ts';
import type { OperationRule } from './rule.ts';

/** Every operation a graph may hold: a closed union, so that a reader of graphs can be checked for completeness. */
export type Operation =
  | Input
  | Conv2d
  | Dense
  | BatchNorm
  | Activation
  | Dropout
  | Add
  | Concatenate
  | ZeroPad
  | Pool
  | GlobalPool
  | Flatten
  | Opaque;

/** The operation that has a name. */
export type OperationNamed<Name extends Operation['op']> = Extract<Operation, Record<'op', Name>>;

/** The rule of each operation, by its name. */
export const operationRules: { readonly [Name in Operation['op']]: OperationRule<OperationNamed<Name>> } = {
  input: inputRule,
  conv2d: conv2dRule,
  dense: denseRule,
  batchNorm: batchNormRule,
  activation: activationRule,
  dropout: dropoutRule,
  add: addRule,
  concatenate: concatenateRule,
  zeroPad: zeroPadRule,
  pool: poolRule,
  globalPool: globalPoolRule,
  flatten: flattenRule,
  opaque: opaqueRule,
};

/** The rule of one operation. Throws `graph-operation` for a name that is not in the union (a graph read from a file). */
export function ruleOf<O extends Operation>(operation: O): OperationRule<O> {
  const rule = operationRules[operation.op];
  if (rule === undefined)
    throw new AltsparseError('graph-operation', 'Unknown operation.', {
      found: operation.op,
      expected: Object.keys(operationRules),
    });
  return rule as unknown as OperationRule<O>;
}
