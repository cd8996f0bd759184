import { AltsparseError, type Batch, type Graph, type GraphPlan, type Network } from '@altsparse/core';
import type { Primitives } from '../primitives/primitives.ts';
import type { TensorFlow } from '../tensorflow.ts';
import { differentiate } from './differentiate.ts';
import { evaluate } from './evaluate.ts';
import { refusals } from './refusals.ts';
import { checkCall, prepare } from './running.ts';

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
      return evaluate(engine, request);
    },
    refuses: (graph) => refusals(engine.tf, engine.primitives, graph),
    dispose() {
      disposed = true;
    },
  };
}

function engineName(tf: TensorFlow): string {
  const backend = tf.getBackend();
  if (backend !== 'tensorflow') return `tfjs-${backend}`;
  const { isUsingGpuDevice } = tf.backend() as unknown as { isUsingGpuDevice?: boolean };
  return isUsingGpuDevice ? 'tfjs-node-gpu' : 'tfjs-node';
}
