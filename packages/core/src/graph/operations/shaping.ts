import { AltsparseError } from '../../error.ts';
import { type OperationRule, onlyShape, weightless } from '../rule.ts';
import { type Padding, type Shape, sizeOf } from '../shape.ts';

/** Where images enter the graph. */
export interface Input {
  /** The operation's name. */
  readonly op: 'input';
  /** Without the batch axis. */
  readonly shape: Shape;
}

/** The graph's own shape. */
export const inputRule: OperationRule<Input> = { outputShape: (operation) => operation.shape, ...weightless };

/** All axes in one, row-major. */
export interface Flatten {
  /** The operation's name. */
  readonly op: 'flatten';
}

/** `[elements]`. */
export const flattenRule: OperationRule<Flatten> = {
  outputShape: (_, inputs) => [sizeOf(onlyShape(inputs))],
  ...weightless,
};

/** Zeros around an image. */
export interface ZeroPad {
  /** The operation's name. */
  readonly op: 'zeroPad';
  /** How many rows and columns. */
  readonly padding: Padding;
}

/** Height and width grow. */
export const zeroPadRule: OperationRule<ZeroPad> = {
  outputShape(operation, inputs) {
    const [height, width, ...rest] = onlyShape(inputs);
    if (height === undefined || width === undefined)
      throw new AltsparseError('graph-shape', 'Padding needs an image.', { found: inputs[0] });
    const [[top, bottom], [left, right]] = operation.padding;
    return [height + top + bottom, width + left + right, ...rest];
  },
  ...weightless,
};

/** Joins inputs along the last axis. */
export interface Concatenate {
  /** The operation's name. */
  readonly op: 'concatenate';
}

/** The last axis is the sum of the inputs' last axes; the others must agree. */
export const concatenateRule: OperationRule<Concatenate> = {
  outputShape(_, inputs) {
    const lead = inputs[0]?.slice(0, -1) ?? [];
    if (inputs.length < 2 || inputs.some((shape) => shape.slice(0, -1).join() !== lead.join())) {
      throw new AltsparseError(
        'graph-shape',
        'A concatenation needs two or more inputs that differ in the last axis only.',
        { found: inputs },
      );
    }
    return [...lead, inputs.reduce((sum, shape) => sum + (shape.at(-1) ?? 0), 0)];
  },
  ...weightless,
};
