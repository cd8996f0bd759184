import type { GraphNode, GraphPlan, Parameter, SubnetWeights } from '@altsparse/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { type TensorFlow, upload } from '../tensorflow.ts';
import { parametersOf, type Step } from './program.ts';

/** Values of one parameter, not a copy. */
export function valuesOf(weights: SubnetWeights, parameter: Parameter): Float32Array {
  return weights.parameters.subarray(parameter.offset, parameter.offset + parameter.length);
}

/** Every step's parameters as tensors, for training. */
export function uploadForTraining(tf: TensorFlow, steps: readonly Step[], weights: SubnetWeights): Tensor[][] {
  return steps.map((step) => step.parameters.map((one) => upload(tf, valuesOf(weights, one), one.shape)));
}

/**
 * Every step's parameters as tensors, for evaluation: a normalisation merged into a convolution becomes part of its
 * kernel and bias, any other gets its running statistics as third and fourth parameter.
 */
export function uploadForEvaluation(
  tf: TensorFlow,
  plan: GraphPlan,
  steps: readonly Step[],
  weights: SubnetWeights,
): Tensor[][] {
  return steps.map((step) => {
    if (step.normalisation !== undefined) return folded(tf, plan, step, step.normalisation, weights);
    const own = step.parameters.map((one) => upload(tf, valuesOf(weights, one), one.shape));
    const statistics = step.node.operation.op === 'batchNorm' ? statisticsOf(plan, step.node.name, weights) : [];
    return [...own, ...statistics.map((values) => upload(tf, values, [values.length]))];
  });
}

function statisticsOf(plan: GraphPlan, node: string, weights: SubnetWeights): readonly [Float32Array, Float32Array] {
  const place = plan.normalisations.find((one) => one.node === node)!;
  const middle = place.offset + place.channels;
  const values = weights.statistics;
  return [values.subarray(place.offset, middle), values.subarray(middle, middle + place.channels)];
}

/** `scale · (conv + bias − mean) / √(variance + ε) + offset` as one convolution with a bias. */
function folded(
  tf: TensorFlow,
  plan: GraphPlan,
  step: Step,
  normalisation: GraphNode,
  weights: SubnetWeights,
): Tensor[] {
  const [kernel, bias] = step.parameters;
  const [scale, offset] = parametersOf(plan, normalisation.name).map((one) => valuesOf(weights, one));
  const [mean, variance] = statisticsOf(plan, normalisation.name, weights);
  const epsilon = normalisation.operation.op === 'batchNorm' ? normalisation.operation.epsilon : 0;
  const factor = variance.map((value, channel) => scale![channel]! / Math.sqrt(value + epsilon));
  const before = bias === undefined ? undefined : valuesOf(weights, bias);
  const shift = factor.map((value, channel) => offset![channel]! + value * ((before?.[channel] ?? 0) - mean[channel]!));
  return [upload(tf, scaled(valuesOf(weights, kernel!), factor), kernel!.shape), upload(tf, shift, [shift.length])];
}

function scaled(values: Float32Array, factor: Float32Array): Float32Array {
  const result = new Float32Array(values.length);
  const channels = factor.length;
  for (let start = 0; start < values.length; start += channels)
    for (let channel = 0; channel < channels; channel++)
      result[start + channel] = values[start + channel]! * factor[channel]!;
  return result;
}
