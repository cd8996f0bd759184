import type { DataType, NamedAttrMap, NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';

/** The TensorFlow.js library itself, handed in as a value, so that there is one copy of it. */
export type TensorFlow = typeof import('@tensorflow/tfjs-core');

/** Runs one kernel of the current backend that has one output; the caller disposes it. */
export function runKernel(
  tf: TensorFlow,
  name: string,
  inputs: Record<string, Tensor>,
  attributes: object = {},
): Tensor {
  return tf.engine().runKernel(name, inputs as NamedTensorMap, attributes as NamedAttrMap) as Tensor;
}

/** A tensor that reads the array as it stands when it is first used; the caller disposes it. */
export function upload(
  tf: TensorFlow,
  values: Float32Array | Int32Array,
  shape: readonly number[],
  dtype: DataType = 'float32',
): Tensor {
  return tf.engine().makeTensor(values, [...shape], dtype);
}

/** Disposes those that are there. */
export function disposeAll(tensors: Iterable<Tensor | undefined>): void {
  for (const tensor of tensors) tensor?.dispose();
}

/** `tf.tidy` for any result: disposes what the function made, but for the tensors in the arrays and records it returns. */
export function scope<T>(tf: TensorFlow, run: () => T): T {
  return tf.tidy(run as unknown as () => Tensor) as unknown as T;
}
