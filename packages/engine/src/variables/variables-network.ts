import {
  AltsparseError,
  type Batch,
  type GraphPlan,
  type InitialWeights,
  type Network,
  planVariables,
  type Shape,
} from '@altsparse/core';
import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import * as core from '@tensorflow/tfjs-core';
import { checkCall } from '../network/check-call.ts';
import { engineName } from '../network/engine-name.ts';
import { disposeAll, type TensorFlow } from '../tensorflow.ts';
import { registerTrainingKernels } from '../wasm/register-training-kernels.ts';
import { differentiateVariables, evaluateVariables, type RunningVariables } from './run-variables.ts';
import { placeVariables, readVariables, writeVariables } from './variable-values.ts';

/** One variable of a model that is a function. */
export interface NetworkVariable {
  /** The variable, trainable. It stays the caller's. */
  readonly variable: Variable;
  /** May masks cover it? Default: if it has two axes or more. Kernels are `[kh, kw, in, out]` or `[in, out]`. */
  readonly maskable?: boolean;
  /** What masks, moves, patterns and files call it. Default: the name it was made with, or else `variable0` by its place. */
  readonly name?: string;
}

/**
 * A model as a function.
 *
 * @param images - `[size, ...inputShape]`; not to be disposed.
 * @param training - Forward for a gradient, or to evaluate.
 * @param noise - Seed for dropout and the like, so that a run can be repeated; 0 in evaluation.
 * @returns Logits `[size, classes]`. It is called within a tidy and disposes nothing itself.
 */
export type VariablesForward = (images: Tensor, training: boolean, noise: number) => Tensor;

/** What a network over variables is made from. */
export interface VariablesNetworkOptions {
  /** The library whose current backend computes. Default: the installed `@tensorflow/tfjs-core`. */
  readonly tf?: TensorFlow;
  /** The model's name. Default `function`. */
  readonly name?: string;
  /** Of one input, without the batch axis: `[height, width, channels]`. */
  readonly inputShape: Shape;
  /** How many logits. */
  readonly classes: number;
  /** Everything that is trained; a bare variable has the defaults. */
  readonly variables: readonly (Variable | NetworkVariable)[];
  /** The model. */
  readonly forward: VariablesForward;
}

/** A function over variables, ready for `train({ model: plan, network, weights })`. */
export interface VariablesNetwork {
  /** Runs the function. It holds no tensors of its own. */
  readonly network: Network;
  /** The variables as a plan: no graph to look into, so cost is unknown (NaN). */
  readonly plan: GraphPlan;
  /** The values that the variables had. */
  readonly weights: InitialWeights;
  /** Gives the variables the weights of a sub-net: `assign(subnetWeights(store, 0))`. */
  assign(weights: Pick<InitialWeights, 'parameters'>): void;
  /** Disposes the variables, for who has no other hold of them. */
  disposeVariables(): void;
}

/**
 * Trains a function of your own over `tf.Variable`s. Gradients come from `tf.variableGrads`, so that every operation of
 * the function needs one. While a run lasts, the variables hold the effective weights of the sub-net that was last
 * computed; call `assign` at the end. There are no running statistics: a batch normalisation inside the function is the
 * function's own affair, and shared by all sub-nets.
 *
 * @throws AltsparseError `plan-variables`; `variables-frozen` for a variable that is not trainable; from calls
 * `variables-output` if the function gives anything but logits `[size, classes]`, `engine-backend`, `batch-shape`.
 */
export async function variablesNetwork(options: VariablesNetworkOptions): Promise<VariablesNetwork> {
  const { tf = core, name, inputShape, classes, forward } = options;
  const given = options.variables.map(complete);
  registerTrainingKernels(tf);
  const variables = given.map((one) => ({ name: one.name, shape: one.variable.shape, maskable: one.maskable }));
  const plan = planVariables({ ...(name && { name }), inputShape, classes, variables });
  const places = placeVariables(plan, new Map(given.map((one) => [one.name, one.variable])));
  const parameters = await readVariables(plan, places);
  const weights = { parameters, statistics: new Float32Array() };
  return {
    network: networkOf({ tf, plan, places, forward, inputShape, classes }),
    plan,
    weights,
    assign: (from) => writeVariables(tf, places, from.parameters),
    disposeVariables: () => disposeAll(places.map((one) => one.variable)),
  };
}

function complete(given: Variable | NetworkVariable, index: number): Required<NetworkVariable> {
  const { variable, maskable, name }: NetworkVariable = 'assign' in given ? { variable: given } : given;
  if (!variable.trainable)
    throw new AltsparseError('variables-frozen', 'A variable is not trainable.', {
      place: name ?? variable.name,
      hint: 'Leave it out of the list: what is not in it stays as it is.',
    });
  return { variable, maskable: maskable ?? variable.rank >= 2, name: name ?? nameOf(variable, index) };
}

/** TensorFlow.js numbers variables without a name through the whole process; a file needs a name that stays. */
const nameOf = ({ name }: Variable, index: number): string => (/^\d+$/.test(name) ? `variable${index}` : name);

function networkOf(running: RunningVariables): Network {
  const { tf, plan, inputShape } = running;
  const backend = tf.getBackend();
  let disposed = false;
  const ready = (batch: Batch): void => {
    if (disposed) throw new AltsparseError('engine-disposed', 'The network was disposed.');
    checkCall(tf, backend, batch, inputShape);
  };
  return {
    engine: engineName(tf),
    async differentiate(request) {
      ready(request.batch);
      return differentiateVariables(running, request);
    },
    async forward(request) {
      ready(request.batch);
      return evaluateVariables(running, request);
    },
    refuses: (graph) =>
      graph === plan.graph ? [] : ['It runs the function that it was made with and no other model.'],
    dispose() {
      disposed = true;
    },
  };
}
