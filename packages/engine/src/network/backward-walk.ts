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
  const pending: Tensor[][] = steps.map(() => []);
  const found: (readonly Tensor[])[] = steps.map(() => []);
  ledger.retain(start.gradient);
  pending.at(-1)?.push(start.gradient);
  for (const step of [...steps].reverse()) {
    const gradients = pending[step.index]!;
    const kept = start.trace.kept[step.index] ?? [];
    if (gradients.length > 0 && depends[step.index]) {
      const done = differentiate(step, start, gradients, depends);
      step.inputs.forEach((at, place) => {
        const one = done.inputs[place];
        if (one === undefined) return;
        ledger.retain(one);
        pending[at]?.push(one);
        if (at >= 0) addUp(start.primitives, ledger, pending[at]!, mostFor(start.primitives, steps[at]!));
      });
      found[step.index] = done.parameters;
    }
    for (const tensor of [...kept, ...gradients]) ledger.release(tensor);
  }
  return found;
}

function differentiate(
  step: Step,
  start: BackwardStart,
  [gradient, more]: readonly Tensor[],
  depends: readonly boolean[],
): Differentiated {
  const call: BackwardCall<never> = {
    operation: step.node.operation as never,
    gradient: gradient!,
    more,
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

/** How many derivatives a step takes at once. */
const mostFor = ({ joinsSums }: Primitives, { node }: Step): number =>
  joinsSums && node.operation.op === 'batchNorm' ? 2 : 1;

/** Adds derivatives until at most `most` are left. */
function addUp(primitives: Primitives, ledger: Ledger, gradients: Tensor[], most: number): void {
  while (gradients.length > most) {
    const [first, second] = gradients.splice(0, 2) as [Tensor, Tensor];
    const sum = primitives.add(first, second);
    ledger.retain(sum);
    ledger.release(first);
    ledger.release(second);
    gradients.unshift(sum);
  }
}
