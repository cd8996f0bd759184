import type { ActivationKind } from '@altsparse/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { composedActivateGradient, leakySlope } from '../primitives/composed-activation.ts';
import type { TensorFlow } from '../tensorflow.ts';
import type { Attributes, AttributeValue, RawOperations } from './raw-operations.ts';

const none: Attributes = {};
const leaky: Attributes = { alpha: { real: leakySlope } satisfies AttributeValue };

/** Derivative of an activation by TensorFlow's own operation for it; swish and softmax are composed. */
export function nativeActivateGradient(
  tf: TensorFlow,
  raw: RawOperations,
  kind: ActivationKind,
  gradient: Tensor,
  kept: Tensor,
): Tensor {
  switch (kind) {
    case 'relu':
      return raw.run('ReluGrad', none, [gradient, kept])[0]!;
    case 'relu6':
      return raw.run('Relu6Grad', none, [gradient, kept])[0]!;
    case 'leakyRelu':
      return raw.run('LeakyReluGrad', leaky, [gradient, kept])[0]!;
    case 'elu':
      return raw.run('EluGrad', none, [gradient, kept])[0]!;
    case 'sigmoid':
      return raw.run('SigmoidGrad', none, [kept, gradient])[0]!;
    case 'tanh':
      return raw.run('TanhGrad', none, [kept, gradient])[0]!;
    case 'swish':
    case 'softmax':
      return composedActivateGradient(tf, kind, gradient, kept);
  }
}
