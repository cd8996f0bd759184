import type { Tensor } from '@tensorflow/tfjs-core';
import type { Normalised, NormalisedGradient, NormalisedGradientRequest } from '../primitives/primitives.ts';
import { disposeAll, runKernel, scope, type TensorFlow, upload } from '../tensorflow.ts';
import type { OneDnn } from './one-dnn.ts';
import type { Attributes } from './raw-operations.ts';

interface Encoded {
  readonly forward: Attributes;
  readonly withRelu: Attributes;
  readonly backward: Attributes;
}

const none: Attributes = {};
const cache = new Map<number, Encoded>();

function attributesOf(epsilon: number): Encoded {
  let found = cache.get(epsilon);
  if (found === undefined) {
    const backward: Attributes = {
      U: { type: 'float' },
      epsilon: { real: epsilon },
      data_format: 'NHWC',
      is_training: true,
    };
    const forward = { ...backward, exponential_avg_factor: { real: 1 } };
    const withRelu = { ...forward, num_side_inputs: { whole: 0 }, activation_mode: 'Relu' };
    found = { forward, withRelu, backward };
    cache.set(epsilon, found);
  }
  return found;
}

/** The operations take images only. */
function asImage(tf: TensorFlow, tensor: Tensor): Tensor {
  if (tensor.rank === 4) return tensor;
  const channels = tensor.shape.at(-1) ?? 1;
  return runKernel(tf, 'Reshape', { x: tensor }, { shape: [tensor.size / Math.max(1, channels), 1, 1, channels] });
}

function shapedLike(tf: TensorFlow, tensor: Tensor, model: Tensor): Tensor {
  return tensor.rank === model.rank ? tensor : runKernel(tf, 'Reshape', { x: tensor }, { shape: model.shape });
}

/** Batch normalisation by one fused operation, the ReLU within it where oneDNN is there. */
export function nativeNormalise(
  tf: TensorFlow,
  dnn: OneDnn,
  input: Tensor,
  scale: Tensor,
  offset: Tensor,
  epsilon: number,
  relu: boolean,
): Normalised {
  return scope(tf, () => {
    const none = upload(tf, new Float32Array(0), [0]);
    const inputs = [asImage(tf, input), scale, offset, none, none];
    const attributes = attributesOf(epsilon);
    const inOne = relu && dnn.present;
    const outputs = inOne
      ? dnn.fast('FusedBatchNormEx', attributes.withRelu, inputs, 6)
      : dnn.fast('FusedBatchNormV3', attributes.forward, inputs, 6);
    const [image, mean, variance, ...kept] = outputs as [Tensor, Tensor, Tensor, ...Tensor[]];
    const plain = shapedLike(tf, image, input);
    const output = relu && !inOne ? tf.relu(plain) : plain;
    return { output, mean, variance, kept };
  });
}

/** Derivatives of {@link nativeNormalise}. */
export function nativeNormaliseGradient(
  tf: TensorFlow,
  dnn: OneDnn,
  request: NormalisedGradientRequest,
): NormalisedGradient {
  return scope(tf, () => {
    const { gradient, input, output, kept } = request;
    const gated = request.relu ? dnn.run('ReluGrad', none, [gradient, output])[0]! : gradient;
    const inputs = [asImage(tf, gated), asImage(tf, input), request.scale, ...kept];
    const outputs = dnn.fast('FusedBatchNormGradV3', attributesOf(request.epsilon).backward, inputs, 5);
    const [image, scale, offset, ...rest] = outputs as [Tensor, Tensor, Tensor, ...Tensor[]];
    disposeAll(rest);
    return { input: shapedLike(tf, image, input), scale, offset };
  });
}
