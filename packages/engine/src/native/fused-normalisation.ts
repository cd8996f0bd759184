import type { Tensor } from '@tensorflow/tfjs-core';
import type {
  Normalised,
  NormalisedGradient,
  NormalisedGradientRequest,
  Primitives,
} from '../primitives/primitives.ts';
import { scope, type TensorFlow, upload } from '../tensorflow.ts';
import type { Attributes, RawOperations } from './raw-operations.ts';

const cache = new Map<string, Attributes>();

function attributesOf(epsilon: number, relu: boolean): Attributes {
  const key = `${epsilon} ${relu}`;
  let found = cache.get(key);
  if (found === undefined) {
    found = { epsilon: { real: epsilon }, relu };
    cache.set(key, found);
  }
  return found;
}

const nothing = (tf: TensorFlow): Tensor => upload(tf, new Float32Array(0), [0]);

function forward(
  tf: TensorFlow,
  raw: RawOperations,
  call: readonly [input: Tensor, scale: Tensor, offset: Tensor],
  epsilon: number,
  relu: boolean,
  side?: Tensor,
): Normalised {
  return scope(tf, () => {
    const inputs = [...call, side ?? nothing(tf)];
    const made = raw.run('AltsparseNormalise', attributesOf(epsilon, relu), inputs, 4);
    const [output, mean, variance, saved] = made as [Tensor, Tensor, Tensor, Tensor];
    return { output, mean, variance, kept: [saved] };
  });
}

function backward(tf: TensorFlow, raw: RawOperations, request: NormalisedGradientRequest): NormalisedGradient {
  return scope(tf, () => {
    const { gradient, more, scale, offset, kept, relu, summed } = request;
    // The gate of a ReLU follows from the input; after a sum, it takes the output.
    const gate = relu && summed ? request.output : nothing(tf);
    const inputs = [gradient, more ?? nothing(tf), request.input, gate, scale, offset, ...kept];
    const made = raw.run('AltsparseNormaliseGrad', attributesOf(request.epsilon, relu), inputs, 4);
    const [dx, dscale, doffset, gated] = made as [Tensor, Tensor, Tensor, Tensor];
    const passed = gated.size > 0;
    if (!passed || !summed) gated.dispose();
    return { input: dx, scale: dscale, offset: doffset, side: summed ? (passed ? gated : gradient) : undefined };
  });
}

/**
 * Normalisation by the kernels of this package: with the sum and the ReLU after it in two passes over memory each way,
 * where TensorFlow's own operations take five and eight. Nothing where the kernels have not been started.
 */
export function fusedNormalisation(
  tf: TensorFlow,
  raw: RawOperations,
): Pick<Primitives, 'joinsSums' | 'normalise' | 'normaliseGradient'> | undefined {
  if (raw.gpu || !isThere(tf, raw)) return undefined;
  return {
    joinsSums: true,
    normalise: (input, scale, offset, epsilon, relu, side) =>
      forward(tf, raw, [input, scale, offset], epsilon, relu, side),
    normaliseGradient: (request) => backward(tf, raw, request),
  };
}

function isThere(tf: TensorFlow, raw: RawOperations): boolean {
  return scope(tf, () => {
    const one = upload(tf, new Float32Array(1), [1]);
    try {
      raw.run('AltsparseNormalise', attributesOf(1, false), [one, one, one, nothing(tf)], 4);
      return true;
    } catch {
      return false;
    }
  });
}
