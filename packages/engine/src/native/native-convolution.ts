import type { Tensor } from '@tensorflow/tfjs-core';
import type { ConvolutionFinish, Primitives } from '../primitives/primitives.ts';
import { type ImageShape, paddedShape, paddingWord, type Window } from '../primitives/window.ts';
import { runKernel, scope, type TensorFlow, upload } from '../tensorflow.ts';
import type { OneDnn } from './one-dnn.ts';
import type { Attributes } from './raw-operations.ts';

const cache = new Map<string, Attributes>();

/** Attributes of a convolution, one object for each kind, so that they are encoded once. */
export function convolutionAttributes(window: Window, word: 'VALID' | 'SAME', extra: Attributes = {}): Attributes {
  const key = JSON.stringify([window.strides, word, extra]);
  let found = cache.get(key);
  if (found === undefined) {
    const strides = { whole: [1, ...window.strides, 1] };
    found = { strides, padding: word, data_format: 'NHWC', ...extra };
    cache.set(key, found);
  }
  return found;
}

/** The input with its padding around it, and the word that is left for the kernel. The gradients know no explicit padding. */
export interface Prepared {
  /** May be the tensor that came in. */
  readonly input: Tensor;
  /** For the kernel. */
  readonly word: 'VALID' | 'SAME';
}

/** Pads when TensorFlow has no word for the padding. Call within a tidy. */
export function prepare(tf: TensorFlow, input: Tensor, window: Window, value = 0): Prepared {
  const word = paddingWord(input.shape, window);
  if (word !== 'EXPLICIT') return { input, word };
  const paddings = [[0, 0], ...window.padding, [0, 0]];
  return { input: runKernel(tf, 'PadV2', { x: input }, { paddings, constantValue: value }), word: 'VALID' };
}

/** Cuts what a window's padding added off again. Call within a tidy. */
export function withoutFrame(tf: TensorFlow, padded: Tensor, window: Window, shape: readonly number[]): Tensor {
  const begin = [0, window.padding[0][0], window.padding[1][0], 0];
  return runKernel(tf, 'Slice', { x: padded }, { begin, size: shape });
}

function forward(
  tf: TensorFlow,
  dnn: OneDnn,
  image: Tensor,
  kernel: Tensor,
  window: Window,
  finish: ConvolutionFinish,
): Tensor {
  return scope(tf, () => {
    const { input, word } = prepare(tf, image, window);
    const plain = first(dnn.fast('Conv2D', convolutionAttributes(window, word), [input, kernel]));
    if (finish.bias === undefined) return finish.relu ? tf.relu(plain) : plain;
    const biased = first(dnn.run('BiasAdd', biasAttributes, [plain, finish.bias]));
    plain.dispose();
    return finish.relu ? tf.relu(biased) : biased;
  });
}

/** Runs one operation for an input's gradient; the inputs are sizes, kernel and the output's gradient. */
type RunInputGradient = (attributes: Attributes, inputs: readonly Tensor[]) => Tensor;

/** Gradient with respect to a window's input. What the operation cannot pad is computed on the padded image and cut out. */
export function inputGradientBy(
  tf: TensorFlow,
  run: RunInputGradient,
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
    const whole = run(attributes, [sizes, kernel, gradient]);
    return word === 'EXPLICIT' ? withoutFrame(tf, whole, window, shape) : whole;
  });
}

function kernelGradient(
  tf: TensorFlow,
  dnn: OneDnn,
  image: Tensor,
  gradient: Tensor,
  window: Window,
  shape: readonly number[],
): Tensor {
  return scope(tf, () => {
    const { input, word } = prepare(tf, image, window);
    const sizes = upload(tf, Int32Array.from(shape), [4], 'int32');
    const picks = window.kernel[0] * window.kernel[1] === 1 && window.strides[0] * window.strides[1] > 1;
    const seen = picks ? pixelsSeen(dnn, input, window) : input;
    const attributes = picks ? convolutionAttributes(everyPixel, 'VALID') : convolutionAttributes(window, word);
    return first(dnn.fast('Conv2DBackpropFilter', attributes, [seen, sizes, gradient]));
  });
}

const none = [0, 0] as const;
const everyPixel: Window = { kernel: [1, 1], strides: [1, 1], padding: [none, none] };

/**
 * The pixels that a 1x1 window with strides reads, as the maxima of one pixel each: a pool copies several times as fast
 * as `StridedSlice`. oneDNN 3.2's own kernel gradient of such a window is wrong where a row is left over and channels
 * are no multiple of 8.
 */
function pixelsSeen(dnn: OneDnn, image: Tensor, window: Window): Tensor {
  return first(dnn.run('MaxPool', convolutionAttributes(window, 'VALID', onePixel), [image]));
}

const onePixel: Attributes = { ksize: { whole: [1, 1, 1, 1] } };

const biasAttributes: Attributes = { data_format: 'NHWC' };

function first(tensors: readonly Tensor[]): Tensor {
  return tensors[0]!;
}

type ConvolutionPrimitives = Pick<
  Primitives,
  'convolve' | 'convolveInputGradient' | 'convolveKernelGradient' | 'addBias' | 'sumToChannels'
>;

/** Convolution, its two gradients, and biases by TensorFlow's own operations. */
export function nativeConvolution(tf: TensorFlow, dnn: OneDnn): ConvolutionPrimitives {
  const fast: RunInputGradient = (attributes, inputs) => first(dnn.fast('Conv2DBackpropInput', attributes, inputs));
  return {
    convolve: (input, kernel, window, finish = {}) => forward(tf, dnn, input, kernel, window, finish),
    convolveInputGradient: (gradient, kernel, window, shape) =>
      inputGradientBy(tf, fast, gradient, kernel, window, shape),
    convolveKernelGradient: (input, gradient, window, shape) => kernelGradient(tf, dnn, input, gradient, window, shape),
    addBias: (input, bias) => first(dnn.run('BiasAdd', biasAttributes, [input, bias])),
    sumToChannels: (input) => first(dnn.run('BiasAddGrad', biasAttributes, [input])),
  };
}
