import type { WeightPlace } from './layer-call.ts';

/** One weight of a layer: which node, and which of its parameters or statistics. */
export interface TiedWeight extends Pick<WeightPlace, 'role'> {
  /** The node of the graph. */
  readonly node: string;
}

/** One layer that has weights, and where each of them lies in a sub-net's vectors. */
export interface LayerTie {
  /** Its name, after those of the models it lies in. */
  readonly path: readonly string[];
  /** In the order of the layer's own weights. */
  readonly weights: readonly TiedWeight[];
  /** What is changed in the layer's config when it is written, in Python's spelling. */
  readonly change: Readonly<Record<string, unknown>>;
}

/** All that is needed to write a LayersModel of the same layers: plain data. */
export interface LayersModelOrigin {
  /** As `model.toJSON` has it. */
  readonly topology: object;
  /** Its layers with weights. */
  readonly ties: readonly LayerTie[];
}
