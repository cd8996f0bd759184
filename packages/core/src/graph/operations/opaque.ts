import { type OperationRule, onlyShape } from '../rule.ts';
import type { Shape } from '../shape.ts';

/**
 * Something that a graph cannot tell: a function of somebody's own, run by the network that was made with it. It stands
 * for the whole model; its parameters are in the plan alone (`planVariables`).
 */
export interface Opaque {
  /** The operation's name. */
  readonly op: 'opaque';
  /** What comes out, without the batch axis. */
  readonly shape: Shape;
}

/** The shape that it says; multiply-adds are unknown, that is NaN. */
export const opaqueRule: OperationRule<Opaque> = {
  outputShape(operation, inputs) {
    onlyShape(inputs);
    return operation.shape;
  },
  parameters: () => [],
  macs: () => Number.NaN,
};
