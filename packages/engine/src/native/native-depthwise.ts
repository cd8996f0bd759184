import type { Tensor } from '@tensorflow/tfjs-core';
import type { Primitives } from '../primitives/primitives.ts';
import { scope, type TensorFlow, upload } from '../tensorflow.ts';
import { convolutionAttributes, inputGradientBy, prepare } from './native-convolution.ts';
import type { OneDnn } from './one-dnn.ts';
import type { Attributes } from './raw-operations.ts';

/** Depthwise convolution and its two gradients by TensorFlow's own operations. Both strides must be equal. */
export function nativeDepthwise(
  tf: TensorFlow,
  dnn: OneDnn,
): Pick<Primitives, 'depthwise' | 'depthwiseInputGradient' | 'depthwiseKernelGradient'> {
  const run = (attributes: Attributes, inputs: readonly Tensor[]): Tensor =>
    dnn.run('DepthwiseConv2dNativeBackpropInput', attributes, inputs)[0]!;
  return {
    depthwise: (image, kernel, window) =>
      scope(tf, () => {
        const { input, word } = prepare(tf, image, window);
        return dnn.run('DepthwiseConv2dNative', convolutionAttributes(window, word), [input, kernel])[0]!;
      }),
    depthwiseInputGradient: (gradient, kernel, window, shape) =>
      inputGradientBy(tf, run, gradient, kernel, window, shape),
    depthwiseKernelGradient: (image, gradient, window, shape) =>
      scope(tf, () => {
        const { input, word } = prepare(tf, image, window);
        const sizes = upload(tf, Int32Array.from(shape), [4], 'int32');
        const attributes = convolutionAttributes(window, word);
        return dnn.run('DepthwiseConv2dNativeBackpropFilter', attributes, [input, sizes, gradient])[0]!;
      }),
  };
}
