import type { Batch } from '../data/batch.ts';
import type { Graph } from '../graph/graph.ts';
import type { Loss } from '../loss/loss.ts';
import type { Algebra } from '../store/algebra.ts';

/** All that a network sees of a sub-net. It must not change or keep the arrays. */
export interface SubnetWeights {
  /** `[plan.parameterCount]`, in the plan's order: effective weights (0 where masked), then what is never masked. */
  readonly parameters: Float32Array;
  /** `[plan.statisticCount]`: running mean and variance of each normalisation. Read in evaluation only. */
  readonly statistics: Float32Array;
  /** `[plan.maskableCount]`, 1 where a weight is kept. An engine with sparse kernels reads it; a dense one need not. */
  readonly mask: Uint8Array;
  /** Changes whenever the mask does, so that an engine can keep what it derived from the mask. */
  readonly maskVersion: number;
  /** Where the mask is 1: ascending places in the mask. Lives as long as the mask does; absent: look at the mask. */
  readonly kept?: Uint32Array;
}

/** One request to differentiate. */
export interface DifferentiateRequest {
  /** Which sub-net: engines may keep something by this number. */
  readonly subnet: number;
  /** Its weights. */
  readonly weights: SubnetWeights;
  /** The images. */
  readonly batch: Batch;
  /** What to differentiate. */
  readonly loss: Loss;
  /** `'all'`: the gradient at every maskable position; `'kept'`: positions where the mask is 0 may hold anything. */
  readonly want: 'all' | 'kept';
  /**
   * `[plan.parameterCount]`, 0 where the mask is: an engine may write its gradient there, at places that are kept or never
   * masked and at no others, and give it back, which saves a new array. With `want: 'kept'` only.
   */
  readonly into?: Float32Array;
  /** For dropout: a number derived from (seed, step, sub-net). */
  readonly noise: number;
}

/** What one forward and backward pass gives. The caller owns the arrays. A gradient may be the request's `into`. */
export interface Pass {
  /** Mean loss of the batch. */
  readonly loss: number;
  /** `[size, classes]`. */
  readonly logits: Float32Array;
  /** `[plan.parameterCount]`: derivative of the mean loss with respect to the effective weights. */
  readonly gradient: Float32Array;
  /** Is the gradient 0 wherever the mask is? Default: nobody knows. */
  readonly restricted?: boolean;
  /** `[plan.statisticCount]`: the batch's mean and **unbiased** variance at each normalisation. */
  readonly moments: Float32Array;
  /** Which engine computed it, where a network has several. Absent: the network's own. */
  readonly engine?: string;
}

/** One request to evaluate. */
export interface ForwardRequest {
  /** Which sub-net. */
  readonly subnet: number;
  /** Its weights. */
  readonly weights: SubnetWeights;
  /** The images. */
  readonly batch: Batch;
}

/**
 * The one seam between training and the engines that compute. A network executes one graph; all state that a
 * checkpoint needs stays with the caller. Calls are not made at the same time.
 */
export interface Network {
  /** The engine's name, for records: `'tfjs-node'`. */
  readonly engine: string;
  /** Forward with the batch's own statistics, loss, backward. */
  differentiate(request: DifferentiateRequest): Promise<Pass>;
  /** Forward with running statistics; returns the logits `[size, classes]`, owned by the caller. */
  forward(request: ForwardRequest): Promise<Float32Array>;
  /**
   * Operations on arrays of the host that the loop leaves to this engine, as it has faster ones: the same bits as
   * `hostAlgebra`. They may be called at any time, also after `dispose`. Default `hostAlgebra`.
   */
  readonly algebra?: Algebra;
  /** What this engine cannot run of a graph, one line each; empty if it can run all. */
  refuses(graph: Graph): readonly string[];
  /** Frees everything the network holds. It cannot be used afterwards. */
  dispose(): void;
}
