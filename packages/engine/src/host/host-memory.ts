import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../tensorflow.ts';

/** A fresh tensor with the memory behind it, to be filled. */
export interface HostTensor {
  /** The tensor. */
  readonly tensor: Tensor;
  /** Its memory. A later allocation may move it: take views after the last allocation. */
  values(): Float32Array;
}

/** The memory of a backend whose tensors lie where JavaScript can reach them. */
export interface HostMemory {
  /** The values of a float32 tensor, not a copy. A later allocation may move them. */
  view(tensor: TensorInfo): Float32Array;
  /** A fresh tensor, its values not set. */
  allocate(shape: readonly number[]): HostTensor;
}

interface WasmBackend {
  typedArrayFromHeap(tensor: TensorInfo): Float32Array;
  makeOutput(shape: number[], dtype: 'float32'): TensorInfo;
}

/** The host memory behind the current backend; nothing for one that keeps its tensors elsewhere. */
export function hostMemory(tf: TensorFlow): HostMemory | undefined {
  if (tf.getBackend() === 'wasm') return wasmMemory(tf);
  return tf.getBackend() === 'cpu' ? javascriptMemory(tf) : undefined;
}

function wasmMemory(tf: TensorFlow): HostMemory {
  const backend = tf.backend() as unknown as WasmBackend;
  return {
    view: (tensor) => backend.typedArrayFromHeap(tensor),
    allocate(shape) {
      const tensor = tf.engine().makeTensorFromTensorInfo(backend.makeOutput([...shape], 'float32'));
      return { tensor, values: () => backend.typedArrayFromHeap(tensor) };
    },
  };
}

function javascriptMemory(tf: TensorFlow): HostMemory {
  return {
    view: (tensor) => tf.backend().readSync(tensor.dataId) as Float32Array,
    allocate(shape) {
      const values = new Float32Array(shape.reduce((size, length) => size * length, 1));
      return { tensor: tf.engine().makeTensor(values, [...shape], 'float32'), values: () => values };
    },
  };
}
