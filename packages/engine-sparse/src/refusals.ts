import { type Graph, type GraphNode, planGraph, type Shape } from '@altsparse/core';

/** What the kernels cannot run of a graph, one line each. */
export function refusals(graph: Graph): readonly string[] {
  const faults = graph.nodes.flatMap(nodeFault);
  return faults.length > 0 ? faults : shapeFaults(graph);
}

const known = new Set<string>([
  'input',
  'conv2d',
  'dense',
  'batchNorm',
  'activation',
  'dropout',
  'add',
  'concatenate',
  'zeroPad',
  'pool',
  'globalPool',
  'flatten',
]);

function nodeFault({ name, operation }: GraphNode): readonly string[] {
  if (operation.op === 'opaque') return [`${name}: only the network that was made with this function can run it.`];
  if (!known.has(operation.op)) return [`${name}: the operation '${String(operation.op)}' is not known.`];
  if (operation.op === 'activation' && operation.kind === 'softmax')
    return [`${name}: there is no kernel of softmax inside a model.`];
  return [];
}

function shapeFaults(graph: Graph): readonly string[] {
  const { shapes } = planGraph(graph);
  const last = graph.nodes.at(-1)?.name ?? '';
  return graph.nodes.flatMap(({ name }) => {
    const shape: Shape = shapes.get(name) ?? [];
    if (shape.length !== 1 && shape.length !== 3)
      return [`${name}: the kernels run features and images, not the shape [${shape.join(', ')}].`];
    if (name === last && shape.length !== 1) return [`${name}: logits are features, not an image.`];
    return [];
  });
}
