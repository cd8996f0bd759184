import {
  AltsparseError,
  type Batch,
  type DifferentiateRequest,
  type ForwardRequest,
  type Graph,
  type GraphPlan,
  type Network,
  type Pass,
  planGraph,
  sizeOf,
} from '@altsparse/core';
import * as core from '@tensorflow/tfjs-core';
import { choosePrimitives } from '../primitives/choose.ts';
import type { Primitives } from '../primitives/primitives.ts';
import { disposeAll, scope, type TensorFlow, upload } from '../tensorflow.ts';
import { registerTrainingKernels } from '../wasm/register-training-kernels.ts';
import { walkBackward } from './backward-walk.ts';
import { type ForwardTrace, walkEvaluation, walkForward } from './forward-walk.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { uploadForEvaluation, uploadForTraining } from './parameters.ts';
import { compile, mergeForEvaluation, mergeForTraining, type Step } from './program.ts';
import { readGradient, readMoments } from './read-back.ts';
import { refusals } from './refusals.ts';

/** What a network is made from. */
export interface TfjsNetworkOptions {
  /** The model, or */
  readonly graph?: Graph;
  /** the model with everything worked out. One of the two. */
  readonly plan?: GraphPlan;
  /** The library whose current backend computes. Default: the installed `@tensorflow/tfjs-core`. */
  readonly tf?: TensorFlow;
  /** The arithmetic. Default: the fastest for the backend. */
  readonly primitives?: Primitives;
}

interface Engine {
  readonly plan: GraphPlan;
  readonly tf: TensorFlow;
  readonly primitives: Primitives;
  readonly backend: string;
  readonly training: readonly Step[];
  readonly evaluation: readonly Step[];
}

/**
 * A network on the current backend of TensorFlow.js, which must be ready (`await tf.ready()`). It holds no tensors
 * between calls; during a call it holds the step's activations. Same inputs, backend and thread count: same bits.
 *
 * @throws AltsparseError `engine-refuses` if the backend lacks a kernel that the graph needs, `engine-backend` (from
 * any call) if another backend has become current, `batch-shape` if images do not fit the graph.
 */
export function tfjsNetwork(options: TfjsNetworkOptions): Network {
  const engine = createEngine(options);
  let disposed = false;
  const ready = (batch: Batch): void => {
    if (disposed) throw new AltsparseError('engine-disposed', 'The network was disposed.');
    checkCall(engine, batch);
  };
  return {
    engine: engineName(engine.tf),
    async differentiate(request) {
      ready(request.batch);
      return differentiate(engine, request);
    },
    async forward(request) {
      ready(request.batch);
      return forward(engine, request);
    },
    refuses: (graph) => refusals(engine.tf, engine.primitives, graph),
    dispose() {
      disposed = true;
    },
  };
}

function createEngine(options: TfjsNetworkOptions): Engine {
  const tf = options.tf ?? core;
  const plan = options.plan ?? (options.graph && planGraph(options.graph));
  if (plan === undefined) throw new AltsparseError('engine-options', 'A network needs a graph or a plan.');
  registerTrainingKernels(tf);
  const primitives = options.primitives ?? choosePrimitives(tf);
  const refused = refusals(tf, primitives, plan.graph);
  if (refused.length > 0)
    throw new AltsparseError('engine-refuses', 'The backend cannot run this graph.', {
      place: plan.graph.name,
      found: refused,
    });
  const [training, evaluation] = [compile(plan, mergeForTraining), compile(plan, mergeForEvaluation)];
  return { plan, tf, primitives, backend: tf.getBackend(), training, evaluation };
}

function engineName(tf: TensorFlow): string {
  const backend = tf.getBackend();
  if (backend !== 'tensorflow') return `tfjs-${backend}`;
  const { isUsingGpuDevice } = tf.backend() as unknown as { isUsingGpuDevice?: boolean };
  return isUsingGpuDevice ? 'tfjs-node-gpu' : 'tfjs-node';
}

function checkCall({ tf, backend, plan }: Engine, batch: Batch): void {
  if (tf.getBackend() !== backend)
    throw new AltsparseError('engine-backend', 'Another backend has become current.', {
      found: tf.getBackend(),
      expected: backend,
    });
  const expected = batch.size * sizeOf(inputShape(plan));
  if (batch.images.length !== expected)
    throw new AltsparseError('batch-shape', 'The images do not fit the model.', {
      found: batch.images.length,
      expected,
    });
}

function checkLossGradient(place: string, gradient: Float32Array, logits: Float32Array): void {
  if (gradient.length !== logits.length)
    throw new AltsparseError('loss-gradient', 'The gradient of the loss does not fit the logits.', {
      place,
      found: gradient.length,
      expected: logits.length,
    });
}

function inputShape(plan: GraphPlan): readonly number[] {
  return plan.shapes.get(plan.graph.nodes[0]!.name) ?? [];
}

async function differentiate(engine: Engine, request: DifferentiateRequest): Promise<Pass> {
  const { tf, plan, training } = engine;
  const ledger = createLedger();
  const left = scope(tf, () => {
    const parameters = uploadForTraining(tf, training, request.weights);
    const input = upload(tf, request.batch.images, [request.batch.size, ...inputShape(plan)]);
    const start = { primitives: engine.primitives, input, parameters, noise: request.noise };
    return { parameters, trace: walkForward(training, start, ledger) };
  });
  const results: core.Tensor[][] = [];
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
  engine: Engine,
  left: { readonly parameters: core.Tensor[][]; readonly trace: ForwardTrace },
  values: Float32Array,
  size: number,
  ledger: Ledger,
): core.Tensor[][] {
  const { tf, plan, primitives } = engine;
  const { trace, parameters } = left;
  return scope(tf, () => {
    const gradient = upload(tf, values, trace.logits.shape);
    const start = { primitives, gradient, trace, parameters, inputShape: [size, ...inputShape(plan)] };
    return walkBackward(engine.training, start, ledger) as core.Tensor[][];
  });
}

async function forward(engine: Engine, request: ForwardRequest): Promise<Float32Array> {
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
