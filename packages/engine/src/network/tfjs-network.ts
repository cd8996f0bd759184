import { AltsparseError, type Batch, type Graph, type GraphPlan, type Network } from '@altsparse/core';
import type { Primitives } from '../primitives/primitives.ts';
import type { TensorFlow } from '../tensorflow.ts';
import { checkCall } from './check-call.ts';
import { differentiate } from './differentiate.ts';
import { engineName } from './engine-name.ts';
import { evaluate } from './evaluate.ts';
import { refusals } from './refusals.ts';
import { inputShape, prepare } from './running.ts';

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

/**
 * A network on the current backend of TensorFlow.js, which must be ready (`await tf.ready()`). It holds no tensors
 * between calls; during a call it holds the step's activations. Same inputs, backend and thread count: same bits.
 *
 * @throws AltsparseError `engine-refuses` if the backend lacks a kernel that the graph needs, `engine-backend` (from
 * any call) if another backend has become current, `batch-shape` if images do not fit the graph.
 */
export function tfjsNetwork(options: TfjsNetworkOptions): Network {
  const engine = prepare(options);
  let disposed = false;
  const ready = (batch: Batch): void => {
    if (disposed) throw new AltsparseError('engine-disposed', 'The network was disposed.');
    checkCall(engine.tf, engine.backend, batch, inputShape(engine.plan));
  };
  return {
    engine: engineName(engine.tf),
    async differentiate(request) {
      ready(request.batch);
      return differentiate(engine, request);
    },
    async forward(request) {
      ready(request.batch);
      return evaluate(engine, request);
    },
    refuses: (graph) => refusals(engine.tf, engine.primitives, graph),
    dispose() {
      disposed = true;
    },
  };
}
