import type { KernelFunc } from '@tensorflow/tfjs-core';
import { hostMemory } from '../host/host-memory.ts';
import type { TensorFlow } from '../tensorflow.ts';
import { convolutionInputGradient } from './convolution-input-gradient.ts';
import { convolutionKernelGradient } from './convolution-kernel-gradient.ts';
import { depthwiseInputGradient, depthwiseKernelGradient } from './depthwise-gradients.ts';
import { maxPoolGradient } from './max-pool-gradient.ts';
import type { TrainingKernel } from './training-kernel.ts';

const kernels: Readonly<Record<string, TrainingKernel>> = {
  Conv2DBackpropFilter: convolutionKernelGradient,
  Conv2DBackpropInput: convolutionInputGradient,
  DepthwiseConv2dNativeBackpropFilter: depthwiseKernelGradient,
  DepthwiseConv2dNativeBackpropInput: depthwiseInputGradient,
  MaxPoolGrad: maxPoolGradient,
};

const registered = new WeakSet<object>();

/**
 * Gives the WebAssembly backend what it needs to train convolutional networks: the gradients of convolutions that it
 * lacks, and a faster one for the gradient with respect to the input (a forward convolution with the turned kernel).
 * Serves any model of TensorFlow.js, not only this engine's networks. May be called again; before or after the backend
 * is made current. Kernels leave no tensors behind.
 *
 * @param tf - The library that the backend is registered with.
 */
export function registerTrainingKernels(tf: TensorFlow): void {
  const registry = tf.engine();
  if (registered.has(registry) || tf.getKernel('Conv2D', 'wasm') == null) return;
  registered.add(registry);
  for (const [kernelName, kernel] of Object.entries(kernels)) {
    if (tf.getKernel(kernelName, 'wasm') != null) tf.unregisterKernel(kernelName, 'wasm');
    const kernelFunc = (({ inputs, attrs }) =>
      kernel({ tf, memory: hostMemory(tf)!, inputs, attributes: attrs })) as KernelFunc;
    tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc });
  }
}
