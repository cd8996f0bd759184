import type { Tensor } from '@tensorflow/tfjs-core';
import type { Normalised, NormalisedGradient, NormalisedGradientRequest } from '../primitives/primitives.ts';
import type { HostMemory, HostTensor } from './host-memory.ts';
import { channelMoments, gradientSums, inputGradient, scaleAndShift } from './normalisation-loops.ts';

/** Batch normalisation in two passes over the input: one for the moments, one for the output. */
export function hostNormalise(
  memory: HostMemory,
  input: Tensor,
  scale: Tensor,
  offset: Tensor,
  epsilon: number,
  relu: boolean,
): Normalised {
  const channels = input.shape.at(-1) ?? 1;
  const output = memory.allocate(input.shape);
  const [mean, variance, centre, inverse] = four(() => memory.allocate([channels]));
  const values = memory.view(input);
  const moments = channelMoments(values, channels);
  const rows = values.length / channels;
  const scales = memory.view(scale);
  const deviation = moments.variance.map((value) => 1 / Math.sqrt(value + epsilon));
  const factor = deviation.map((value, channel) => value * scales[channel]!);
  const offsets = memory.view(offset);
  const shift = factor.map((value, channel) => offsets[channel]! - value * moments.mean[channel]!);
  scaleAndShift(values, output.values(), factor, shift, relu);
  mean.values().set(moments.mean);
  centre.values().set(moments.mean);
  variance.values().set(moments.variance.map((value) => (value * rows) / Math.max(1, rows - 1)));
  inverse.values().set(deviation);
  const kept = [centre.tensor, inverse.tensor];
  return { output: output.tensor, mean: mean.tensor, variance: variance.tensor, kept };
}

/** Derivatives of {@link hostNormalise}, in two passes. */
export function hostNormaliseGradient(memory: HostMemory, request: NormalisedGradientRequest): NormalisedGradient {
  const input = memory.allocate(request.input.shape);
  const scale = memory.allocate(request.scale.shape);
  const offset = memory.allocate(request.scale.shape);
  const of = {
    gradient: memory.view(request.gradient),
    input: memory.view(request.input),
    gate: request.relu ? memory.view(request.output) : undefined,
    mean: memory.view(request.kept[0]!),
    inverse: memory.view(request.kept[1]!),
  };
  const sums = gradientSums(of);
  inputGradient(of, memory.view(request.scale), sums, input.values());
  scale.values().set(sums.scale);
  offset.values().set(sums.offset);
  return { input: input.tensor, scale: scale.tensor, offset: offset.tensor };
}

function four(make: () => HostTensor): [HostTensor, HostTensor, HostTensor, HostTensor] {
  return [make(), make(), make(), make()];
}
