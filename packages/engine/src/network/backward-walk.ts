import type { Tensor } from '@tensorflow/tfjs-core';
import { kernelOf } from '../operations/kernels.ts';
import type { BackwardCall, Differentiated } from '../operations/operation-kernel.ts';
import type { Primitives } from '../primitives/primitives.ts';
import { scope } from '../tensorflow.ts';
import type { ForwardTrace } from './forward-walk.ts';
import type { Ledger } from './ledger.ts';
import type { Step } from './program.ts';

/** What the way back starts from. */
export interface BackwardStart {
  /** The arithmetic. */
  readonly primitives: Primitives;
  /** Derivative with respect to the logits, retained by nobody yet. */
  readonly gradient: Tensor;
  /** What the forward pass left. */
  readonly trace: ForwardTrace;
  /** Of each step. */
  readonly parameters: readonly (readonly Tensor[])[];
  /** Shape of the images, with the batch axis. */
  readonly inputShape: readonly number[];
}

/** Which steps' outputs depend on a parameter: the derivative is not followed any further. */
export function dependsOnParameters(steps: readonly Step[]): readonly boolean[] {
  const found: boolean[] = [];
  for (const step of steps) found.push(step.parameters.length > 0 || step.inputs.some((at) => found[at] ?? false));
  return found;
}

/**
 * The reverse walk: derivatives of all parameters, by step. What a step kept is released as soon as the step is done.
 * A step whose output nobody reads has none. Call within a tidy.
 */
export function walkBackward(
  steps: readonly Step[],
  start: BackwardStart,
  ledger: Ledger,
): readonly (readonly Tensor[])[] {
  const depends = dependsOnParameters(steps);
  const pending: (Tensor | undefined)[] = steps.map(() => undefined);
  const found: (readonly Tensor[])[] = steps.map(() => []);
  ledger.retain(start.gradient);
  pending[steps.length - 1] = start.gradient;
  for (const step of [...steps].reverse()) {
    const gradient = pending[step.index];
    const kept = start.trace.kept[step.index] ?? [];
    if (gradient !== undefined && depends[step.index]) {
      const done = differentiate(step, start, gradient, depends);
      step.inputs.forEach((at, place) => {
        const one = done.inputs[place];
        if (one !== undefined) pending[at] = gather(start.primitives, ledger, pending[at], one);
      });
      found[step.index] = done.parameters;
    }
    for (const tensor of kept) ledger.release(tensor);
    if (gradient !== undefined) ledger.release(gradient);
  }
  return found;
}

function differentiate(
  step: Step,
  start: BackwardStart,
  gradient: Tensor,
  depends: readonly boolean[],
): Differentiated {
  const call: BackwardCall<never> = {
    operation: step.node.operation as never,
    gradient,
    kept: start.trace.kept[step.index]!,
    parameters: start.parameters[step.index]!,
    shapes: step.inputs.map((at) => (at < 0 ? start.inputShape : start.trace.shapes[at]!)),
    wanted: step.inputs.map((at) => depends[at] ?? false),
    primitives: start.primitives,
    relu: step.relu,
  };
  const kernel = kernelOf(step.node.operation)!;
  return scope(start.primitives.tf, () => {
    const { inputs, parameters } = kernel.backward(call);
    return { inputs: inputs.map((tensor, at) => (call.wanted[at] ? tensor : undefined)), parameters };
  });
}

function gather(primitives: Primitives, ledger: Ledger, sofar: Tensor | undefined, more: Tensor): Tensor {
  ledger.retain(more);
  if (sofar === undefined) return more;
  const sum = primitives.add(sofar, more);
  ledger.retain(sum);
  ledger.release(sofar);
  ledger.release(more);
  return sum;
}
