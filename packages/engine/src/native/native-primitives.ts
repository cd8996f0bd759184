import type { Primitives } from '../primitives/primitives.ts';
import { fusedNormalisation } from './fused-normalisation.ts';
import { nativeActivateGradient } from './native-activation.ts';
import { nativeConvolution } from './native-convolution.ts';
import { nativeDepthwise } from './native-depthwise.ts';
import { nativeNormalise, nativeNormaliseGradient } from './native-normalisation.ts';
import { nativePool } from './native-pool.ts';
import type { OneDnn } from './one-dnn.ts';
import type { Attributes } from './raw-operations.ts';

const none: Attributes = {};

/** Primitives by TensorFlow's own fused operations. */
export function nativePrimitives(base: Primitives, dnn: OneDnn): Primitives {
  const { tf } = base;
  const fused = fusedNormalisation(tf, dnn);
  return {
    ...base,
    complete: true,
    ...nativeConvolution(tf, dnn),
    ...nativeDepthwise(tf, dnn),
    ...nativePool(tf, dnn),
    add: (left, right) => dnn.run('AddV2', none, [left, right])[0]!,
    activateGradient: (kind, gradient, kept) => nativeActivateGradient(tf, dnn, kind, gradient, kept),
    normalise: (input, scale, offset, epsilon, relu) => nativeNormalise(tf, dnn, input, scale, offset, epsilon, relu),
    normaliseGradient: (request) => nativeNormaliseGradient(tf, dnn, request),
    ...fused,
  };
}
