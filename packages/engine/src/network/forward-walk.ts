import { derive } from '@altsparse/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { kernelOf } from '../operations/kernels.ts';
import type { ForwardCall } from '../operations/operation-kernel.ts';
import type { Primitives } from '../primitives/primitives.ts';
import { scope } from '../tensorflow.ts';
import type { Ledger } from './ledger.ts';
import type { Step } from './program.ts';

/** What a walk through a program starts from. */
export interface WalkStart {
  /** The arithmetic. */
  readonly primitives: Primitives;
  /** The images, retained by nobody yet. */
  readonly input: Tensor;
  /** Of each step. */
  readonly parameters: readonly (readonly Tensor[])[];
  /** For dropout. */
  readonly noise: number;
}

/** What is left after the forward pass in training; plain arrays, so that a tidy finds the tensors. */
export interface ForwardTrace {
  /** Output of the last step. */
  readonly logits: Tensor;
  /** What each step kept. */
  readonly kept: readonly (readonly Tensor[])[];
  /** Mean and variance of each normalisation, in order of steps. */
  readonly moments: readonly (readonly [Tensor, Tensor])[];
  /** Shapes of the steps' outputs. */
  readonly shapes: readonly (readonly number[])[];
}

/** Runs a program forward and keeps what the way back needs. Call within a tidy. */
export function walkForward(steps: readonly Step[], start: WalkStart, ledger: Ledger): ForwardTrace {
  const outputs: Tensor[] = [];
  const kept: (readonly Tensor[])[] = [];
  const moments: (readonly [Tensor, Tensor])[] = [];
  retainInput(steps, start.input, ledger);
  for (const step of steps) {
    const call = callOf(step, start, outputs);
    const done = scope(start.primitives.tf, () => ({ ...kernelOf(step.node.operation)!.forward(call) }));
    ledger.retain(done.output, step.readers);
    for (const tensor of done.kept) ledger.retain(tensor);
    for (const tensor of call.inputs) ledger.release(tensor);
    ledger.drop(done.output);
    outputs.push(done.output);
    kept.push(done.kept);
    if (done.moments !== undefined) moments.push(done.moments);
  }
  const shapes = outputs.map((tensor) => tensor.shape);
  return { logits: outputs.at(-1) ?? start.input, kept, moments, shapes };
}

/** Runs a program forward in evaluation and keeps nothing. Call within a tidy. */
export function walkEvaluation(steps: readonly Step[], start: WalkStart, ledger: Ledger): Tensor {
  const outputs: Tensor[] = [];
  retainInput(steps, start.input, ledger);
  for (const step of steps) {
    const call = callOf(step, start, outputs);
    const kernel = kernelOf(step.node.operation)!;
    const output = scope(start.primitives.tf, () => kernel.evaluate?.(call) ?? kernel.forward(call).output);
    ledger.retain(output, step.readers);
    for (const tensor of call.inputs) ledger.release(tensor);
    ledger.drop(output);
    outputs.push(output);
  }
  return outputs.at(-1) ?? start.input;
}

function callOf(step: Step, start: WalkStart, outputs: readonly Tensor[]): ForwardCall<never> {
  return {
    operation: step.node.operation as never,
    inputs: step.inputs.map((at) => (at < 0 ? start.input : outputs[at]!)),
    parameters: start.parameters[step.index]!,
    primitives: start.primitives,
    relu: step.relu,
    noise: derive(start.noise, step.name),
  };
}

function retainInput(steps: readonly Step[], input: Tensor, ledger: Ledger): void {
  const readers = steps.reduce((sum, step) => sum + step.inputs.filter((at) => at < 0).length, 0);
  ledger.retain(input, steps.length === 0 ? 1 : readers);
}
