import type { ForwardRequest } from '@altsparse/core';
import { scope, upload } from '../tensorflow.ts';
import { walkEvaluation } from './forward-walk.ts';
import { createLedger } from './ledger.ts';
import { uploadForEvaluation } from './parameters.ts';
import { inputShape, type Running } from './running.ts';

/** Logits with running statistics. */
export async function evaluate(engine: Running, request: ForwardRequest): Promise<Float32Array> {
  const { tf, plan, evaluation } = engine;
  const logits = scope(tf, () => {
    const parameters = uploadForEvaluation(tf, plan, evaluation, request.weights);
    const input = upload(tf, request.batch.images, [request.batch.size, ...inputShape(plan)]);
    const start = { primitives: engine.primitives, input, parameters, noise: 0 };
    return walkEvaluation(evaluation, start, createLedger());
  });
  try {
    return (await logits.data<'float32'>()).slice();
  } finally {
    logits.dispose();
  }
}
