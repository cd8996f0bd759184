import type { Tensor } from '@tensorflow/tfjs-core';
import type { Primitives } from '../primitives/primitives.ts';
import { type ImageShape, paddedShape, paddingWord, type Window } from '../primitives/window.ts';
import { scope, type TensorFlow, upload } from '../tensorflow.ts';
import { convolutionAttributes, prepare, withoutFrame } from './native-convolution.ts';
import type { OneDnn } from './one-dnn.ts';

function inputGradient(
  tf: TensorFlow,
  dnn: OneDnn,
  gradient: Tensor,
  kernel: Tensor,
  window: Window,
  shape: readonly number[],
): Tensor {
  return scope(tf, () => {
    const word = paddingWord(shape, window);
    const padded = word === 'EXPLICIT' ? paddedShape(shape, window) : (shape as ImageShape);
    const sizes = upload(tf, Int32Array.from(padded), [4], 'int32');
    const attributes = convolutionAttributes(window, word === 'EXPLICIT' ? 'VALID' : word);
    const [whole] = dnn.run('DepthwiseConv2dNativeBackpropInput', attributes, [sizes, kernel, gradient]);
    return word === 'EXPLICIT' ? withoutFrame(tf, whole!, window, shape) : whole!;
  });
}

/** Depthwise convolution and its two gradients by TensorFlow's own operations. Both strides must be equal. */
export function nativeDepthwise(
  tf: TensorFlow,
  dnn: OneDnn,
): Pick<Primitives, 'depthwise' | 'depthwiseInputGradient' | 'depthwiseKernelGradient'> {
  return {
    depthwise: (image, kernel, window) =>
      scope(tf, () => {
        const { input, word } = prepare(tf, image, window);
        return dnn.run('DepthwiseConv2dNative', convolutionAttributes(window, word), [input, kernel])[0]!;
      }),
    depthwiseInputGradient: (gradient, kernel, window, shape) =>
      inputGradient(tf, dnn, gradient, kernel, window, shape),
    depthwiseKernelGradient: (image, gradient, window, shape) =>
      scope(tf, () => {
        const { input, word } = prepare(tf, image, window);
        const sizes = upload(tf, Int32Array.from(shape), [4], 'int32');
        const attributes = convolutionAttributes(window, word);
        return dnn.run('DepthwiseConv2dNativeBackpropFilter', attributes, [input, sizes, gradient])[0]!;
      }),
  };
}
