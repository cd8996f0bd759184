import { AltsparseError } from '../error.ts';
import type { Graph, GraphNode, GraphPlan, Normalisation, Parameter } from './graph.ts';
import { ruleOf } from './operation.ts';
import { matchesName, type NamePattern } from './pattern.ts';
import { type Shape, sizeOf } from './shape.ts';

/** What planning a graph takes into account beside the graph. */
export interface PlanOptions {
  /** Nodes that no mask covers, though the graph allows it. Default: none. */
  readonly leaveDense?: NamePattern;
}

/**
 * Works out shapes, parameters with their places, statistics and multiply-adds of a graph.
 *
 * @param graph - The model.
 * @param options - Nodes to leave dense.
 * @throws AltsparseError `graph-name` (missing, doubled), `graph-shape`, `graph-operation`, with the node as place.
 */
export function planGraph(graph: Graph, options: PlanOptions = {}): GraphPlan {
  const shapes = inferShapes(graph);
  const parameters = placeParameters(graph, shapes, options.leaveDense ?? []);
  const normalisations = placeNormalisations(graph, shapes);
  const macs = new Map(
    graph.nodes.map((node) => [
      node.name,
      ruleOf(node.operation).macs(node.operation, inputShapes(node, shapes), shapes.get(node.name) ?? []),
    ]),
  );
  const total = (list: readonly Parameter[]): number => list.reduce((sum, parameter) => sum + parameter.length, 0);
  return {
    graph,
    shapes,
    parameters,
    maskableCount: total(parameters.filter((parameter) => parameter.maskable)),
    parameterCount: total(parameters),
    normalisations,
    statisticCount: normalisations.reduce((sum, one) => sum + 2 * one.channels, 0),
    macs,
  };
}

function inferShapes(graph: Graph): Map<string, Shape> {
  const shapes = new Map<string, Shape>();
  for (const node of graph.nodes) {
    if (shapes.has(node.name))
      throw new AltsparseError('graph-name', 'Two nodes have the same name.', { place: graph.name, found: node.name });
    shapes.set(node.name, shapeAt(node, shapes));
  }
  const inputs = graph.nodes.filter((node) => node.operation.op === 'input');
  if (inputs.length !== 1 || inputs[0] !== graph.nodes[0])
    throw new AltsparseError('graph-name', 'The first node, and no other, must be the input.', { place: graph.name });
  return shapes;
}

function shapeAt(node: GraphNode, shapes: ReadonlyMap<string, Shape>): Shape {
  const inputs = inputShapes(node, shapes);
  try {
    return ruleOf(node.operation).outputShape(node.operation, inputs);
  } catch (cause) {
    if (!(cause instanceof AltsparseError)) throw cause;
    throw new AltsparseError(cause.code, cause.message, { place: node.name, cause });
  }
}

function inputShapes(node: GraphNode, shapes: ReadonlyMap<string, Shape>): readonly Shape[] {
  return node.inputs.map((name) => {
    const shape = shapes.get(name);
    if (shape === undefined) {
      throw new AltsparseError('graph-name', 'A node reads one that does not stand before it.', {
        place: node.name,
        found: name,
      });
    }
    return shape;
  });
}

function placeParameters(graph: Graph, shapes: ReadonlyMap<string, Shape>, leaveDense: NamePattern): Parameter[] {
  const found = graph.nodes.flatMap((node) => parametersOf(node, shapes, leaveDense));
  const ordered = [...found.filter((one) => one.maskable), ...found.filter((one) => !one.maskable)];
  let offset = 0;
  return ordered.map((parameter) => {
    const placed = { ...parameter, offset };
    offset += parameter.length;
    return placed;
  });
}

function parametersOf(node: GraphNode, shapes: ReadonlyMap<string, Shape>, leaveDense: NamePattern): Parameter[] {
  const specs = ruleOf(node.operation).parameters(node.operation, inputShapes(node, shapes));
  return specs.map((spec) => ({
    name: `${node.name}/${spec.role}`,
    node: node.name,
    role: spec.role,
    shape: spec.shape,
    length: sizeOf(spec.shape),
    offset: 0,
    maskable: spec.maskable && !matchesName(leaveDense, node.name),
    initialiser: spec.initialiser,
    ...spec.fans,
  }));
}

function placeNormalisations(graph: Graph, shapes: ReadonlyMap<string, Shape>): Normalisation[] {
  let offset = 0;
  return graph.nodes.flatMap((node) => {
    if (node.operation.op !== 'batchNorm') return [];
    const channels = shapes.get(node.name)?.at(-1) ?? 0;
    const placed = { node: node.name, channels, offset, decay: node.operation.decay };
    offset += 2 * channels;
    return [placed];
  });
}
