import type { Graph } from '@altsparse/core';
import { kernelOf } from '../operations/kernels.ts';
import type { Primitives } from '../primitives/primitives.ts';
import type { TensorFlow } from '../tensorflow.ts';

/** What the current backend cannot run of a graph, one line each. */
export function refusals(tf: TensorFlow, primitives: Primitives, graph: Graph): readonly string[] {
  const backend = tf.getBackend();
  return graph.nodes.flatMap(({ name, operation }) => {
    if (operation.op === 'input') return [];
    const kernel = kernelOf(operation);
    if (operation.op === 'opaque') return [`${name}: only the network that was made with this function can run it.`];
    if (kernel === undefined) return [`${name}: the operation '${String(operation.op)}' is not known.`];
    if (primitives.complete) return [];
    const missing = kernel.needs(operation).filter((one) => tf.getKernel(one, backend) == null);
    return missing.map((one) => `${name}: the backend '${backend}' has no kernel '${one}'.`);
  });
}
