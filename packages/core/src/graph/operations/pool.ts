import { AltsparseError } from '../../error.ts';
import { type OperationRule, onlyShape, weightless } from '../rule.ts';
import { type Padding, type Shape, windowCount } from '../shape.ts';

/** Maximum or mean over a sliding window. Padding never counts: not as a maximum, not in a mean's divisor. */
export interface Pool {
  /** The operation's name. */
  readonly op: 'pool';
  /** Which summary. */
  readonly kind: 'max' | 'average';
  /** `[height, width]`. */
  readonly window: readonly [number, number];
  /** `[vertical, horizontal]`. */
  readonly strides: readonly [number, number];
  /** Around the image. */
  readonly padding: Padding;
}

/** The window slides over height and width. */
export const poolRule: OperationRule<Pool> = {
  outputShape(operation, inputs) {
    const [height, width, channels] = imageShape(inputs);
    const rows = windowCount(height, operation.window[0], operation.strides[0], operation.padding[0]);
    return [rows, windowCount(width, operation.window[1], operation.strides[1], operation.padding[1]), channels];
  },
  ...weightless,
};

/** Maximum or mean over the whole image. */
export interface GlobalPool {
  /** The operation's name. */
  readonly op: 'globalPool';
  /** Which summary. */
  readonly kind: 'max' | 'average';
}

/** `[channels]`. */
export const globalPoolRule: OperationRule<GlobalPool> = {
  outputShape: (_, inputs) => [imageShape(inputs)[2]],
  ...weightless,
};

function imageShape(inputs: readonly Shape[]): readonly [number, number, number] {
  const [height, width, channels] = onlyShape(inputs);
  if (height === undefined || width === undefined || channels === undefined) {
    throw new AltsparseError('graph-shape', 'Pooling needs an image.', {
      found: inputs[0],
      expected: '[height, width, channels]',
    });
  }
  return [height, width, channels];
}
