import type { Scalar, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { TensorFlow } from '../tensorflow.ts';
import { tuneNativeBackend } from './tune-native-backend.ts';

const native = await import('@tensorflow/tfjs-node').then(
  (found) => (found.default ?? found) as unknown as TensorFlow,
  () => undefined,
);

/** A convolution, batch normalisation by the batch's moments as layers models have it, ReLUs, and a mean. */
function model(tf: TensorFlow, x: Tensor, kernel: Tensor, scale: Tensor, offset: Tensor): Scalar {
  const y = tf.conv2d(x as Tensor4D, kernel as Tensor4D, 1, 'same');
  const { mean, variance } = tf.moments(y, [0, 1, 2]);
  const normed = tf.batchNorm(y, mean as Tensor1D, variance as Tensor1D, offset as Tensor1D, scale as Tensor1D, 1e-3);
  const folded = tf.relu6(tf.mul(tf.relu(normed), 4));
  return tf.sum(tf.square(tf.mean(folded, [1, 2]))) as Scalar;
}

function gradients(tf: TensorFlow): number[][] {
  const x = tf.randomNormal([3, 5, 4, 2], 0, 1, 'float32', 1);
  const kernel = tf.randomNormal([3, 3, 2, 6], 0, 1, 'float32', 2);
  const [scale, offset] = [tf.linspace(0.5, 2, 6), tf.linspace(-1, 1, 6)];
  return tf.tidy(() => {
    const all = tf.grads((...inputs: Tensor[]) => model(tf, inputs[0]!, inputs[1]!, inputs[2]!, inputs[3]!));
    return all([x, kernel, scale, offset]).map((one) => Array.from(one.dataSync()));
  });
}

/** Twice derived: the sum of squared derivatives of a ReLU chain. */
function twice(tf: TensorFlow): number[] {
  const inner = (x: Tensor): Tensor => tf.mul(tf.relu(x), tf.relu(tf.mul(x, 3)));
  const outer = tf.grad((x: Tensor) => tf.square(tf.grad(inner)(x)));
  return tf.tidy(() => Array.from(outer(tf.tensor1d([-1, 0.5, 1.5, 3])).dataSync()));
}

describe('tuneNativeBackend', () => {
  if (native === undefined) {
    it.skip('is not checked: the native library is not installed here', () => {});
    return;
  }

  it('keeps the values of the gradients', () => {
    const before = [...gradients(native), twice(native)];
    expect(tuneNativeBackend(native)).toBe(true);
    expect(tuneNativeBackend(native)).toBe(true);
    const after = [...gradients(native), twice(native)];
    expect(after.length).toBe(before.length);
    after.forEach((values, which) => {
      const largest = Math.max(...before[which]!.map(Math.abs));
      values.forEach((value, at) => {
        expect(Math.abs(value - before[which]![at]!)).toBeLessThan(1e-4 * largest);
      });
    });
  });

  it('runs the fused operations', async () => {
    tuneNativeBackend(native);
    const { kernelNames } = await native.profile(() => void gradients(native));
    expect(kernelNames).toEqual(expect.arrayContaining(['ReluGrad', 'Relu6Grad', 'AltsparseBatchNormGrad']));
  });

  it('leaves no tensors behind', () => {
    tuneNativeBackend(native);
    gradients(native);
    const before = native.memory().numTensors;
    native.tidy(() => void gradients(native));
    expect(native.memory().numTensors).toBe(before);
  });

  it('leaves other backends as they are', async () => {
    tuneNativeBackend(native);
    await native.setBackend('cpu');
    const cpu = gradients(native);
    await native.setBackend('tensorflow');
    gradients(native).forEach((values, which) => {
      const largest = Math.max(...cpu[which]!.map(Math.abs));
      values.forEach((value, at) => {
        expect(Math.abs(value - cpu[which]![at]!)).toBeLessThan(1e-4 * largest);
      });
    });
  });
});
