import type { Tensor } from '@tensorflow/tfjs-core';
import { runKernel, scope, type TensorFlow } from '../tensorflow.ts';
import { averageCorrection } from './average-correction.ts';
import { composedActivate, composedActivateGradient } from './composed-activation.ts';
import { composedNormalise, composedNormaliseGradient } from './composed-normalisation.ts';
import type { ConvolutionFinish, Primitives } from './primitives.ts';
import { paddingWord, type Window } from './window.ts';

/** Attributes that the library's convolution kernels take. */
export function convolutionAttributes(shape: readonly number[], window: Window): Record<string, unknown> {
  return { ...slidingAttributes(shape, window), dataFormat: 'NHWC', dilations: [1, 1] };
}

function slidingAttributes(shape: readonly number[], window: Window): Record<string, unknown> {
  const word = paddingWord(shape, window);
  const pad = word === 'EXPLICIT' ? [[0, 0], ...window.padding, [0, 0]] : word.toLowerCase();
  return { strides: window.strides, pad, dimRoundingMode: 'floor' };
}

function poolAttributes(shape: readonly number[], window: Window): Record<string, unknown> {
  return { ...slidingAttributes(shape, window), filterSize: window.kernel };
}

function convolve(
  tf: TensorFlow,
  input: Tensor,
  kernel: Tensor,
  window: Window,
  finish: ConvolutionFinish = {},
): Tensor {
  const attributes = convolutionAttributes(input.shape, window);
  if (finish.bias === undefined && !finish.relu)
    return runKernel(tf, 'Conv2D', { x: input, filter: kernel }, attributes);
  const bias = finish.bias === undefined ? {} : { bias: finish.bias };
  const inputs: Record<string, Tensor> = { x: input, filter: kernel, ...bias };
  return runKernel(tf, 'FusedConv2D', inputs, { ...attributes, activation: finish.relu ? 'relu' : 'linear' });
}

function poolGradient(
  tf: TensorFlow,
  kind: 'max' | 'average',
  dy: Tensor,
  input: Tensor,
  output: Tensor,
  window: Window,
): Tensor {
  const attributes = poolAttributes(input.shape, window);
  if (kind === 'max') return runKernel(tf, 'MaxPoolGrad', { dy, input, output }, attributes);
  if (paddingWord(input.shape, window) === 'VALID') return runKernel(tf, 'AvgPoolGrad', { dy, input }, attributes);
  return scope(tf, () => {
    const scaled = tf.mul(dy, averageCorrection(tf, input.shape, window));
    return runKernel(tf, 'AvgPoolGrad', { dy: scaled, input }, attributes);
  });
}

/** Primitives through the library's public kernels: works on any backend that has them. */
export function composedPrimitives(tf: TensorFlow): Primitives {
  const run = (name: string, inputs: Record<string, Tensor>, attributes: object): Tensor =>
    runKernel(tf, name, inputs, attributes);
  return {
    tf,
    complete: false,
    joinsSums: false,
    convolve: (input, kernel, window, finish) => convolve(tf, input, kernel, window, finish),
    convolveInputGradient: (dy, filter, window, inputShape) =>
      run('Conv2DBackpropInput', { dy, filter }, { ...convolutionAttributes(inputShape, window), inputShape }),
    convolveKernelGradient: (x, dy, window, filterShape) =>
      run('Conv2DBackpropFilter', { x, dy }, { ...convolutionAttributes(x.shape, window), filterShape }),
    depthwise: (x, filter, window) =>
      run('DepthwiseConv2dNative', { x, filter }, convolutionAttributes(x.shape, window)),
    depthwiseInputGradient: (dy, filter, window, inputShape) =>
      run(
        'DepthwiseConv2dNativeBackpropInput',
        { dy, filter },
        { ...convolutionAttributes(inputShape, window), inputShape },
      ),
    depthwiseKernelGradient: (x, dy, window, filterShape) =>
      run('DepthwiseConv2dNativeBackpropFilter', { x, dy }, { ...convolutionAttributes(x.shape, window), filterShape }),
    addBias: (a, b) => run('Add', { a, b }, {}),
    sumToChannels: (input) => scope(tf, () => tf.sum(tf.reshape(input, [-1, input.shape.at(-1) ?? 1]), 0)),
    normalise: (input, scale, offset, epsilon, relu) => composedNormalise(tf, input, scale, offset, epsilon, relu),
    normaliseGradient: (request) => composedNormaliseGradient(tf, request),
    activate: (kind, input) => composedActivate(tf, kind, input),
    activateGradient: (kind, gradient, kept) => composedActivateGradient(tf, kind, gradient, kept),
    add: (a, b) => run('Add', { a, b }, {}),
    pool: (kind, x, window) => run(kind === 'max' ? 'MaxPool' : 'AvgPool', { x }, poolAttributes(x.shape, window)),
    poolGradient: (kind, dy, input, output, window) => poolGradient(tf, kind, dy, input, output, window),
  };
}
