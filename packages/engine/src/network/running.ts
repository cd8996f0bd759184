import { AltsparseError, type GraphPlan, planGraph } from '@altsparse/core';
import * as core from '@tensorflow/tfjs-core';
import { choosePrimitives } from '../primitives/choose.ts';
import type { Primitives } from '../primitives/primitives.ts';
import type { TensorFlow } from '../tensorflow.ts';
import { registerTrainingKernels } from '../wasm/register-training-kernels.ts';
import { compile, mergeForEvaluation, mergeForTraining, mergeSumsForTraining, type Step } from './program.ts';
import { refusals } from './refusals.ts';
import type { TfjsNetworkOptions } from './tfjs-network.ts';

/** A graph made ready for one backend. */
export interface Running {
  /** The graph with everything worked out. */
  readonly plan: GraphPlan;
  /** The library. */
  readonly tf: TensorFlow;
  /** The arithmetic. */
  readonly primitives: Primitives;
  /** The backend's name. */
  readonly backend: string;
  /** Steps of the forward pass in training; the reverse walk goes through them backwards. */
  readonly training: readonly Step[];
  /** Steps in evaluation. */
  readonly evaluation: readonly Step[];
}

/** Makes a graph ready for the current backend; refuses what that cannot run. */
export function prepare(options: TfjsNetworkOptions): Running {
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
  const training = compile(plan, primitives.joinsSums ? mergeSumsForTraining : mergeForTraining);
  const evaluation = compile(plan, mergeForEvaluation);
  return { plan, tf, primitives, backend: tf.getBackend(), training, evaluation };
}

/** The shape of one image. */
export function inputShape(plan: GraphPlan): readonly number[] {
  return plan.shapes.get(plan.graph.nodes[0]!.name) ?? [];
}
