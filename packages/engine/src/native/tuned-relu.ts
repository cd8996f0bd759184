import type { KernelFunc, Tensor } from '@tensorflow/tfjs-core';
import { runKernel, type TensorFlow } from '../tensorflow.ts';
import type { Attributes, RawOperations } from './raw-operations.ts';
import { tuneGradient } from './tuned-gradient.ts';

const none: Attributes = {};

/** Derivatives of ReLU and ReLU6 by one pass each; the library's are three and five. Both can be derived again. */
export function tuneRelu(tf: TensorFlow, raw: RawOperations): void {
  for (const kernelName of ['Relu', 'Relu6']) {
    const gradientName = `${kernelName}Grad`;
    const kernelFunc = (({ inputs }) => {
      const { dy, x } = inputs as { dy: Tensor; x: Tensor };
      return raw.run(gradientName, none, [dy, x])[0]!;
    }) as KernelFunc;
    if (tf.getKernel(gradientName, 'tensorflow') == null)
      tf.registerKernel({ kernelName: gradientName, backendName: 'tensorflow', kernelFunc });
    tuneGradient(tf, kernelName, (dy, [x]) => ({ x: () => runKernel(tf, gradientName, { dy, x: x! }) }));
    // Linear in the gradient that comes in, and flat in the input.
    tf.registerGradient({
      kernelName: gradientName,
      inputsToSave: ['x'],
      gradFunc: (more, [x]) => ({
        dy: () => runKernel(tf, gradientName, { dy: more as Tensor, x: x! }),
        x: () => tf.zerosLike(x!),
      }),
    });
  }
}
