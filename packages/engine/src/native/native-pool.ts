import type { Tensor } from '@tensorflow/tfjs-core';
import { averageCorrection } from '../primitives/average-correction.ts';
import type { Primitives } from '../primitives/primitives.ts';
import { paddedShape, paddingWord, type Window } from '../primitives/window.ts';
import { scope, type TensorFlow, upload } from '../tensorflow.ts';
import { prepare, withoutFrame } from './native-convolution.ts';
import type { Attributes, RawOperations } from './raw-operations.ts';

const lowest = -3.4028234663852886e38;

function attributesOf(window: Window, word: string): Attributes {
  const [kernel, strides] = [window.kernel, window.strides];
  return {
    ksize: { whole: [1, ...kernel, 1] },
    strides: { whole: [1, ...strides, 1] },
    padding: word,
    data_format: 'NHWC',
  };
}

function forward(tf: TensorFlow, raw: RawOperations, kind: 'max' | 'average', image: Tensor, window: Window): Tensor {
  return scope(tf, () => {
    const { input, word } = prepare(tf, image, window, kind === 'max' ? lowest : 0);
    const pooled = raw.run(kind === 'max' ? 'MaxPool' : 'AvgPool', attributesOf(window, word), [input])[0]!;
    return kind === 'average' && input !== image ? tf.mul(pooled, averageCorrection(tf, image.shape, window)) : pooled;
  });
}

function gradient(
  tf: TensorFlow,
  raw: RawOperations,
  kind: 'max' | 'average',
  dy: Tensor,
  image: Tensor,
  output: Tensor,
  window: Window,
): Tensor {
  return scope(tf, () => {
    if (kind === 'max') {
      const { input, word } = prepare(tf, image, window, lowest);
      const dx = raw.run('MaxPoolGrad', attributesOf(window, word), [input, output, dy])[0]!;
      return input === image ? dx : withoutFrame(tf, dx, window, image.shape);
    }
    const own = paddingWord(image.shape, window);
    const explicit = own === 'EXPLICIT';
    const sizes = upload(tf, Int32Array.from(explicit ? paddedShape(image.shape, window) : image.shape), [4], 'int32');
    const scaled = explicit ? tf.mul(dy, averageCorrection(tf, image.shape, window)) : dy;
    const word = explicit ? 'VALID' : own;
    const dx = raw.run('AvgPoolGrad', attributesOf(window, word), [sizes, scaled])[0]!;
    return explicit ? withoutFrame(tf, dx, window, image.shape) : dx;
  });
}

/** Pooling and its gradients by TensorFlow's own operations. */
export function nativePool(tf: TensorFlow, raw: RawOperations): Pick<Primitives, 'pool' | 'poolGradient'> {
  return {
    pool: (kind, input, window) => forward(tf, raw, kind, input, window),
    poolGradient: (kind, dy, input, output, window) => gradient(tf, raw, kind, dy, input, output, window),
  };
}
