import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../tensorflow.ts';

interface Binding {
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_STRING: number;
}

interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

interface NativeBackend {
  readonly binding: Binding;
  readonly isUsingGpuDevice: boolean;
  executeMultipleOutputs(name: string, attributes: Attribute[], inputs: Tensor[], outputs: number): Tensor[];
}

/** The value of one attribute of a TensorFlow operation. Whole numbers need to be told apart from real ones. */
export type AttributeValue =
  | string
  | boolean
  | { readonly real: number }
  | { readonly whole: number | readonly number[] }
  | { readonly type: 'float' | 'int32' };

/** Attributes of a TensorFlow operation by name, beside `T`, which is always float. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** Runs TensorFlow's own operations on the native backend. */
export interface RawOperations {
  /** Does the library compute on a GPU? */
  readonly gpu: boolean;
  /** Runs an operation; all outputs are the caller's to dispose. */
  run(name: string, attributes: Attributes, inputs: readonly Tensor[], outputs?: number): readonly Tensor[];
}

/** The native backend's operations; nothing if another backend is current. */
export function rawOperations(tf: TensorFlow): RawOperations | undefined {
  if (tf.getBackend() !== 'tensorflow') return undefined;
  const backend = tf.backend() as unknown as NativeBackend;
  const encode = encoder(backend.binding);
  const cache = new WeakMap<Attributes, Attribute[]>();
  return {
    gpu: backend.isUsingGpuDevice,
    run(name, attributes, inputs, outputs = 1) {
      let encoded = cache.get(attributes);
      if (encoded === undefined) {
        encoded = [encode('T', { type: 'float' }), ...Object.entries(attributes).map(([key, one]) => encode(key, one))];
        cache.set(attributes, encoded);
      }
      return backend.executeMultipleOutputs(name, encoded, inputs as Tensor[], outputs);
    },
  };
}

function encoder(binding: Binding): (name: string, value: AttributeValue) => Attribute {
  return (name, value) => {
    if (typeof value === 'string') return { name, type: binding.TF_ATTR_STRING, value };
    if (typeof value === 'boolean') return { name, type: binding.TF_ATTR_BOOL, value };
    if ('real' in value) return { name, type: binding.TF_ATTR_FLOAT, value: value.real };
    if ('whole' in value) return { name, type: binding.TF_ATTR_INT, value: value.whole };
    return { name, type: binding.TF_ATTR_TYPE, value: value.type === 'float' ? binding.TF_FLOAT : binding.TF_INT32 };
  };
}
