import type { GraphNode, GraphPlan, Shape } from '@altsparse/core';
import { type LayerSpec, layersOf, type NodeView } from './node-layers.ts';
import type { LayersModelOrigin, LayerTie } from './origin.ts';

/** A layer in the list of a functional model. */
interface LayerEntry {
  readonly name: string;
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inbound_nodes: readonly unknown[];
}

/** What is said of the layers beside the graph. */
export interface DescribeOptions {
  /** Ends in a softmax. */
  readonly softmax: boolean;
}

/**
 * Any graph as the topology of a functional LayersModel, and where each weight lies. A padding that TensorFlow has no
 * word for becomes a layer of its own. Throws `node-unwritable`.
 */
export function describeLayers(plan: GraphPlan, { softmax }: DescribeOptions): LayersModelOrigin {
  const entries: LayerEntry[] = [];
  const ties: LayerTie[] = [];
  const outputs = new Map<string, string>();
  const take = nameGiver();
  const append = (name: string, { className, config }: LayerSpec, from: readonly string[]): string => {
    entries.push({
      name,
      class_name: className,
      config: { name, trainable: true, ...config },
      inbound_nodes: from.length === 0 ? [] : [from.map((one) => [one, 0, 0, {}])],
    });
    return name;
  };
  for (const node of plan.graph.nodes) {
    let from = node.inputs.map((one) => outputs.get(one) ?? one);
    for (const spec of layersOf(viewOf(plan, node))) {
      const name = append(take(`${node.name}${spec.suffix ?? ''}`), spec, from);
      if (spec.weights !== undefined)
        ties.push({ path: [name], weights: spec.weights.map((role) => ({ node: node.name, role })), change: {} });
      from = [name];
    }
    outputs.set(node.name, from[0] ?? node.name);
  }
  const last = outputs.get(plan.graph.nodes.at(-1)?.name ?? '') ?? '';
  const end = softmax ? append(take('softmax'), softmaxLayer, [last]) : last;
  return { topology: topologyOf(plan.graph.name, entries, end), ties };
}

const softmaxLayer: LayerSpec = { className: 'Activation', config: { activation: 'softmax' } };

function topologyOf(name: string, layers: readonly LayerEntry[], last: string): object {
  const end = (one: string | undefined): unknown[] => [[one, 0, 0]];
  const config = { name: legal(name), layers, input_layers: end(layers[0]?.name), output_layers: end(last) };
  return { class_name: 'Model', config };
}

function viewOf(plan: GraphPlan, node: GraphNode): NodeView {
  const shapes: readonly Shape[] = node.inputs.map((name) => plan.shapes.get(name) ?? []);
  const before = plan.graph.nodes.find((one) => one.name === node.inputs[0]);
  return { node, shapes, before };
}

/** Gives names that TensorFlow.js accepts, each one once. */
function nameGiver(): (wanted: string) => string {
  const taken = new Set<string>();
  return (wanted) => {
    const base = legal(wanted);
    let name = base;
    for (let number = 2; taken.has(name); number++) name = `${base}_${number}`;
    taken.add(name);
    return name;
  };
}

function legal(name: string): string {
  const clean = name.replace(/[^A-Za-z0-9._/-]/g, '_');
  return /^[A-Za-z0-9]/.test(clean) ? clean : `n${clean}`;
}
