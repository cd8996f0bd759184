import {
  AltsparseError,
  type DifferentiateRequest,
  type ForwardRequest,
  type GraphPlan,
  type Pass,
} from '@altsparse/core';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { checkLossGradient } from '../network/differentiate.ts';
import { disposeAll, scope, type TensorFlow, upload } from '../tensorflow.ts';
import { type Place, writeVariables } from './variable-values.ts';
import type { VariablesNetworkOptions } from './variables-network.ts';

/** A function over variables, made ready for one backend. */
export interface RunningVariables extends Pick<VariablesNetworkOptions, 'forward' | 'inputShape' | 'classes'> {
  /** The library. */
  readonly tf: TensorFlow;
  /** The variables as parameters. */
  readonly plan: GraphPlan;
  /** In the order of the plan. */
  readonly places: readonly Place[];
}

/** What the forward pass of a gradient left: the loss and the logits, or why there are none. */
type Seen = { readonly loss: number; readonly logits: Float32Array } | { readonly failure: unknown };

/** Forward, the loss on the host, and the way back through `tf.variableGrads`; one forward pass, so that noise is drawn once. */
export async function differentiateVariables(engine: RunningVariables, request: DifferentiateRequest): Promise<Pass> {
  const { tf, places } = engine;
  writeVariables(tf, places, request.weights.parameters);
  const variables = places.map((place) => place.variable);
  let seen: Seen = { failure: new Error('The function was not called.') };
  const tensors = scope(tf, () => {
    const { grads } = tf.variableGrads(() => {
      const { value, ...rest } = pull(engine, request);
      seen = rest.seen;
      return value;
    }, variables);
    return variables.map(({ name }) => grads[name]);
  });
  try {
    const { loss, logits } = valuesOf(seen);
    return { loss, logits, gradient: await readGradient(engine, tensors), moments: new Float32Array() };
  } finally {
    disposeAll(tensors);
  }
}

function valuesOf(seen: Seen): Exclude<Seen, { failure: unknown }> {
  if ('failure' in seen) throw seen.failure;
  return seen;
}

/**
 * ⟨logits, gradient of the loss⟩: its derivative is that of the loss, which is computed on the host. What fails in here
 * is thrown later: an error on the way would leave the tensors that TensorFlow.js kept for the way back.
 */
function pull(engine: RunningVariables, request: DifferentiateRequest): { value: Scalar; seen: Seen } {
  const { tf, classes, places } = engine;
  const { batch, loss } = request;
  try {
    const tensor = logitsOf(engine, request, true, request.noise);
    const logits = Float32Array.from(tensor.dataSync<'float32'>());
    const { value, gradient } = loss.evaluate(logits, classes, batch);
    checkLossGradient(loss.name, gradient, logits);
    const product = tf.mul(tensor, upload(tf, gradient, tensor.shape));
    return { value: tf.sum(product) as Scalar, seen: { loss: value, logits } };
  } catch (failure) {
    return { value: tf.sum(places[0]!.variable) as Scalar, seen: { failure } };
  }
}

async function readGradient(
  { plan, places }: RunningVariables,
  tensors: readonly (Tensor | undefined)[],
): Promise<Float32Array> {
  const flat = new Float32Array(plan.parameterCount);
  for (const [at, { parameter }] of places.entries()) {
    const values = await tensors[at]?.data<'float32'>();
    if (values !== undefined) flat.set(values, parameter.offset);
  }
  return flat;
}

/** Logits without training. */
export async function evaluateVariables(engine: RunningVariables, request: ForwardRequest): Promise<Float32Array> {
  const { tf, places } = engine;
  writeVariables(tf, places, request.weights.parameters);
  const logits = scope(tf, () => logitsOf(engine, request, false, 0));
  try {
    return (await logits.data<'float32'>()).slice();
  } finally {
    logits.dispose();
  }
}

function logitsOf(engine: RunningVariables, { batch }: ForwardRequest, training: boolean, noise: number): Tensor {
  const { tf, forward, inputShape, classes } = engine;
  const logits = forward(upload(tf, batch.images, [batch.size, ...inputShape]), training, noise);
  const expected = [batch.size, classes];
  if (logits?.shape?.join() === expected.join()) return logits;
  throw new AltsparseError('variables-output', 'The function gives something else than logits.', {
    place: engine.plan.graph.name,
    found: logits?.shape ?? typeof logits,
    expected,
    hint: 'It must return a tensor of a row for each image, and not a promise of one.',
  });
}
