import type { Operation, Role, Shape } from '@altsparse/core';

/** What a layer says of itself, by its keys in TypeScript's spelling. */
type LayerConfig = Readonly<Record<string, unknown>>;

/** One use of one layer in a model. */
export interface LayerCall {
  /** Its name, after those of the models it lies in: `block/conv`. */
  readonly name: string;
  /** Its class: `Conv2D`. */
  readonly className: string;
  /** Its attributes. */
  readonly config: LayerConfig;
  /** Shapes of its inputs, without the batch axis. */
  readonly inputs: readonly Shape[];
  /** Shapes of its weights. */
  readonly weights: readonly Shape[];
}

/** Where a weight of a layer lies in a sub-net's vectors. */
export interface WeightPlace {
  /** The node, by what is put behind the layer's name; empty for the layer's own. */
  readonly suffix: string;
  /** A parameter, or a running statistic. */
  readonly role: Role | 'mean' | 'variance';
}

/** A node that a layer becomes. */
export interface NodeDraft {
  /** Put behind the layer's name. */
  readonly suffix: string;
  /** What it does. */
  readonly operation: Operation;
}

/** What a layer becomes. */
export interface LayerDraft {
  /** One after the other: the first reads what the layer reads. None: the layer changes nothing. */
  readonly nodes: readonly NodeDraft[];
  /** In the order of the layer's own weights. Default: it has none. */
  readonly weights?: readonly WeightPlace[];
  /** Where its weights lie when it is written; default as read. */
  readonly written?: readonly WeightPlace[];
  /** What is changed in its config when it is written, in Python's spelling. */
  readonly change?: Readonly<Record<string, unknown>>;
}

/** Reads the layers of one class. Throws `layer-unreadable`. */
export type LayerReader = (call: LayerCall) => LayerDraft;
