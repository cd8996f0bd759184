import { AltsparseError } from '../../error.ts';
import { type OperationRule, onlyShape, weightless } from '../rule.ts';
import type { Shape } from '../shape.ts';

/**
 * Batch normalisation over the last axis. In training by the batch's mean and biased variance; running statistics
 * take the unbiased variance (as PyTorch and TensorFlow's fused kernel do).
 */
export interface BatchNorm {
  /** The operation's name. */
  readonly op: 'batchNorm';
  /** Added to the variance. 1e-5 in the paper's models. */
  readonly epsilon: number;
  /** Share of the running statistics that stays at each step, in [0, 1). 0.9 in the paper's models. */
  readonly decay: number;
  /** First value of the scale; 0 switches a residual branch off at the start. */
  readonly initialScale: number;
}

/** Scale and offset per channel. */
export const batchNormRule: OperationRule<BatchNorm> = {
  outputShape: (_, inputs) => shapeOf(inputs),
  parameters(operation, inputs) {
    const channels = shapeOf(inputs).at(-1) ?? 1;
    const fans = { fanIn: 1, fanOut: 1 };
    const common = { shape: [channels], maskable: false, fans };
    return [
      { ...common, role: 'scale', initialiser: { kind: 'constant', value: operation.initialScale } },
      { ...common, role: 'offset', initialiser: { kind: 'constant', value: 0 } },
    ];
  },
  macs: weightless.macs,
};

function shapeOf(inputs: readonly Shape[]): Shape {
  const shape = onlyShape(inputs);
  if (shape.length === 0)
    throw new AltsparseError('graph-shape', 'Batch normalisation needs channels.', { found: shape });
  return shape;
}
