import { AltsparseError } from '../../error.ts';
import type { KernelInitialisers } from '../initialiser.ts';
import { kernelAndBias, type OperationRule, onlyShape } from '../rule.ts';
import type { Shape } from '../shape.ts';

/** A fully connected layer over features. */
export interface Dense {
  /** The operation's name. */
  readonly op: 'dense';
  /** Output features. */
  readonly units: number;
  /** Has it a bias? */
  readonly bias: boolean;
  /** May masks cover its kernel? */
  readonly maskable: boolean;
  /** First values of kernel and bias. */
  readonly initialise: KernelInitialisers;
}

/** Kernel `[in, out]`. */
export const denseRule: OperationRule<Dense> = {
  outputShape(operation, inputs) {
    featuresOf(inputs);
    return [operation.units];
  },
  parameters(operation, inputs) {
    const features = featuresOf(inputs);
    const fans = { fanIn: features, fanOut: operation.units };
    const shape: Shape = [features, operation.units];
    return kernelAndBias(operation, shape, fans);
  },
  macs: (operation, inputs) => featuresOf(inputs) * operation.units,
};

function featuresOf(inputs: readonly Shape[]): number {
  const [features, ...rest] = onlyShape(inputs);
  if (features === undefined || rest.length > 0) {
    throw new AltsparseError('graph-shape', 'A dense layer needs features.', {
      found: inputs[0],
      expected: '[features]',
      hint: 'Put a flatten or a global pooling before it.',
    });
  }
  return features;
}
