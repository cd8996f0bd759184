import { AltsparseError, type DifferentiateRequest, type Pass } from '@altsparse/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { disposeAll, scope, upload } from '../tensorflow.ts';
import { walkBackward } from './backward-walk.ts';
import { type ForwardTrace, walkForward } from './forward-walk.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { uploadForTraining } from './parameters.ts';
import { readGradient, readMoments } from './read-back.ts';
import { inputShape, type Running } from './running.ts';

/** Forward with the batch's own statistics, the loss on the host, and the way back. */
export async function differentiate(engine: Running, request: DifferentiateRequest): Promise<Pass> {
  const { tf, plan, training } = engine;
  const ledger = createLedger();
  const left = scope(tf, () => {
    const parameters = uploadForTraining(tf, training, request.weights);
    const input = upload(tf, request.batch.images, [request.batch.size, ...inputShape(plan)]);
    const start = { primitives: engine.primitives, input, parameters, noise: request.noise };
    return { parameters, trace: walkForward(training, start, ledger) };
  });
  const results: Tensor[][] = [];
  try {
    const logits = (await left.trace.logits.data<'float32'>()).slice();
    const classes = left.trace.logits.shape.at(-1) ?? 1;
    const { value, gradient } = request.loss.evaluate(logits, classes, request.batch);
    checkLossGradient(request.loss.name, gradient, logits);
    results.push(...backward(engine, left, gradient, request.batch.size, ledger));
    const moments = await readMoments(plan, left.trace.moments);
    return { loss: value, logits, gradient: await readGradient(plan, training, results), moments };
  } finally {
    disposeAll(results.flat());
    disposeAll([left.trace.logits, ...left.parameters.flat(), ...left.trace.kept.flat(), ...left.trace.moments.flat()]);
  }
}

function backward(
  engine: Running,
  left: { readonly parameters: Tensor[][]; readonly trace: ForwardTrace },
  values: Float32Array,
  size: number,
  ledger: Ledger,
): Tensor[][] {
  const { tf, plan, primitives } = engine;
  const { trace, parameters } = left;
  return scope(tf, () => {
    const gradient = upload(tf, values, trace.logits.shape);
    const start = { primitives, gradient, trace, parameters, inputShape: [size, ...inputShape(plan)] };
    return walkBackward(engine.training, start, ledger) as Tensor[][];
  });
}

/** Does the gradient of a loss have a number for each logit? */
export function checkLossGradient(place: string, gradient: Float32Array, logits: Float32Array): void {
  if (gradient.length !== logits.length)
    throw new AltsparseError('loss-gradient', 'The gradient of the loss does not fit the logits.', {
      place,
      found: gradient.length,
      expected: logits.length,
    });
}
