import type { KernelFunc, NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import { disposeAll, scope, type TensorFlow, upload } from '../tensorflow.ts';
import type { Attributes, RawOperations } from './raw-operations.ts';
import { type Gradients, tuneGradient } from './tuned-gradient.ts';

const kernelName = 'AltsparseBatchNormGrad';

interface Inputs {
  readonly dy: Tensor;
  readonly x: Tensor;
  readonly scale: Tensor;
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/**
 * Derivatives of `tf.batchNorm` for given mean and variance by one fused operation; the library's are some twenty
 * passes. What flows back through mean and variance follows from the sums that the operation gives.
 */
export function tuneBatchNorm(tf: TensorFlow, raw: RawOperations): void {
  const encoded = new Map<number, Attributes>();
  const kernelFunc = (({ inputs, attrs }) => {
    const { epsilon } = attrs as unknown as { epsilon: number };
    const attributes = encoded.get(epsilon) ?? attributesOf(epsilon);
    encoded.set(epsilon, attributes);
    return fused(tf, raw, inputs as unknown as Inputs, attributes);
  }) as KernelFunc;
  tf.registerKernel({ kernelName, backendName: 'tensorflow', kernelFunc });
  tuneGradient(tf, 'FusedBatchNorm', (dy, saved, { varianceEpsilon }) => {
    const [x, mean, variance, scale] = saved;
    if (mean?.rank !== 1 || variance?.rank !== 1 || x?.rank !== 4) return undefined;
    const ones = scale ?? tf.ones(mean.shape);
    return derivatives(tf, { dy, x, mean, variance, scale: ones }, varianceEpsilon as number);
  });
}

function attributesOf(epsilon: number): Attributes {
  return { U: { type: 'float' }, epsilon: { real: epsilon }, data_format: 'NHWC', is_training: false };
}

function fused(tf: TensorFlow, raw: RawOperations, inputs: Inputs, attributes: Attributes): Tensor[] {
  const { dy, x, scale, mean, variance } = inputs;
  return scope(tf, () => {
    const none = upload(tf, new Float32Array(0), [0]);
    const [own, ownScale, ownOffset, ...rest] = raw.run(
      'FusedBatchNormGradV3',
      attributes,
      [dy, x, scale, mean, variance, none],
      5,
    );
    disposeAll(rest);
    return [own!, ownScale!, ownOffset!];
  });
}

function derivatives(tf: TensorFlow, inputs: Inputs, epsilon: number): Gradients {
  const map = inputs as unknown as NamedTensorMap;
  const [x, scale, offset] = tf.engine().runKernel(kernelName, map, { epsilon }) as unknown as Tensor[];
  const inverse = (): Tensor => tf.rsqrt(tf.add(inputs.variance, epsilon));
  return {
    x: () => x!,
    scale: () => scale!,
    offset: () => offset!,
    mean: () => tf.neg(tf.mul(tf.mul(inputs.scale, inverse()), offset!)),
    variance: () => tf.mul(tf.mul(inputs.scale, tf.square(inverse())), tf.mul(scale!, -0.5)),
  };
}
