import type { Initialiser } from './initialiser.ts';
import type { Operation } from './operation.ts';
import type { Role } from './rule.ts';
import type { Shape } from './shape.ts';

/** One operation in a graph. */
export interface GraphNode {
  /** Unique in its graph; parts of a model are set apart by `/`: `stage1/block0/conv1`. */
  readonly name: string;
  /** What it does, with its attributes. */
  readonly operation: Operation;
  /** Names of the nodes it reads; each stands earlier in the list. */
  readonly inputs: readonly string[];
}

/** A model as data: nodes in an order in which they can be executed. The first is the input, the last the logits. */
export interface Graph {
  /** The model's name. */
  readonly name: string;
  /** In order of execution. */
  readonly nodes: readonly GraphNode[];
}

/** One parameter of a graph, with its place in the graph's flat vector of parameters. */
export interface Parameter {
  /** `<node>/<role>`: `stage1/block0/conv1/kernel`; the variable's own name where the model is a function. */
  readonly name: string;
  /** The node it belongs to; the variable's own name where the model is a function. */
  readonly node: string;
  /** What it is to its node. */
  readonly role: Role;
  /** Its axes; see `ParameterSpec`. */
  readonly shape: Shape;
  /** The number of its elements. */
  readonly length: number;
  /** Where it starts in the graph's parameter vector. Maskable parameters come first, so theirs is an offset into masks too. */
  readonly offset: number;
  /** Does a mask cover it? */
  readonly maskable: boolean;
  /** Its first values. */
  readonly initialiser: Initialiser;
  /** For the initialiser. */
  readonly fanIn: number;
  /** For the initialiser. */
  readonly fanOut: number;
}

/** One batch normalisation, with the place of its running statistics in the flat vector of statistics. */
export interface Normalisation {
  /** The node's name. */
  readonly node: string;
  /** Length of mean and of variance. */
  readonly channels: number;
  /** Where the mean starts; the variance follows it. */
  readonly offset: number;
  /** Share of the running statistics that stays at each step. */
  readonly decay: number;
}

/** A graph with everything worked out that its readers need. */
export interface GraphPlan {
  /** The graph itself. */
  readonly graph: Graph;
  /** The shape of each node's output, by name. */
  readonly shapes: ReadonlyMap<string, Shape>;
  /** All parameters: the maskable ones first, each group in the order of nodes. */
  readonly parameters: readonly Parameter[];
  /** How many weights masks cover: the length of a mask. */
  readonly maskableCount: number;
  /** Length of the graph's parameter vector (one copy of everything). */
  readonly parameterCount: number;
  /** All batch normalisations, in order of nodes. */
  readonly normalisations: readonly Normalisation[];
  /** Length of the vector of statistics. */
  readonly statisticCount: number;
  /** Dense multiply-adds of one image at each node, by name; NaN where they are unknown. */
  readonly macs: ReadonlyMap<string, number>;
}
