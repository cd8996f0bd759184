import { AltsparseError, type GraphPlan } from '@altsparse/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Step } from './program.ts';

/** Derivatives by step as one flat vector in the plan's order; 0 for parameters on no way to the logits. */
export async function readGradient(
  plan: GraphPlan,
  steps: readonly Step[],
  found: readonly (readonly Tensor[])[],
): Promise<Float32Array> {
  const flat = new Float32Array(plan.parameterCount);
  await Promise.all(
    steps.flatMap((step) =>
      (found[step.index] ?? []).map(async (tensor, place) => {
        const parameter = step.parameters[place]!;
        const values = await tensor.data<'float32'>();
        if (values.length !== parameter.length) throw wrongLength(parameter.name, values.length, parameter.length);
        flat.set(values, parameter.offset);
      }),
    ),
  );
  return flat;
}

function wrongLength(place: string, found: number, expected: number): AltsparseError {
  return new AltsparseError('engine-gradient', 'A derivative has the wrong length.', { place, found, expected });
}

/** Means and variances of the batch as one flat vector in the plan's order. */
export async function readMoments(
  plan: GraphPlan,
  moments: readonly (readonly [Tensor, Tensor])[],
): Promise<Float32Array> {
  const flat = new Float32Array(plan.statisticCount);
  await Promise.all(
    plan.normalisations.map(async ({ offset, channels }, at) => {
      const [mean, variance] = moments[at]!;
      flat.set(await mean.data<'float32'>(), offset);
      flat.set(await variance.data<'float32'>(), offset + channels);
    }),
  );
  return flat;
}
