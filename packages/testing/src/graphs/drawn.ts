import {
  type Batch,
  type Graph,
  type GraphPlan,
  initialStatistics,
  type Loss,
  planGraph,
  randomStream,
  type SubnetWeights,
} from '@altsparse/core';

/** Softmax cross-entropy, the mean over the batch, written plainly. */
export const plainCrossEntropy: Loss = {
  name: 'crossEntropy',
  evaluate(logits, classes, batch) {
    const gradient = new Float32Array(logits.length);
    let value = 0;
    for (let row = 0; row < batch.size; row++) {
      const scores = [...logits.subarray(row * classes, (row + 1) * classes)];
      const top = Math.max(...scores);
      const total = scores.reduce((sum, score) => sum + Math.exp(score - top), 0);
      scores.forEach((score, k) => {
        const share = Math.exp(score - top) / total;
        const asked = k === batch.labels[row] ? 1 : 0;
        gradient[row * classes + k] = (share - asked) / batch.size;
        if (asked) value -= Math.log(share) / batch.size;
      });
    }
    return { value, gradient };
  },
};

/** A batch and weights for a graph. */
export interface DrawnData {
  /** Images and labels. */
  readonly batch: Batch;
  /** Nothing is masked. */
  readonly weights: SubnetWeights;
}

/** A graph with a batch and weights. */
export interface PreparedGraph extends DrawnData {
  /** The graph with everything worked out. */
  readonly plan: GraphPlan;
}

/** A batch and weights for a graph, drawn by seed; statistics away from their first values. */
export function drawn(plan: GraphPlan, size: number, seed = 1): DrawnData {
  const random = randomStream(seed, 'conformance');
  const pixels = plan.shapes.get(plan.graph.nodes[0]!.name)!.reduce((product, length) => product * length, size);
  const classes = plan.shapes.get(plan.graph.nodes.at(-1)!.name)![0]!;
  // Kernels by their fan, so that no softmax is saturated: single precision leaves little of a gradient there.
  const parameters = new Float32Array(plan.parameterCount);
  for (const { offset, length, role, fanIn } of plan.parameters) {
    const deviation = role === 'kernel' ? 1 / Math.sqrt(fanIn) : 0.5;
    for (let at = offset; at < offset + length; at++) parameters[at] = random.normal() * deviation;
  }
  const statistics = initialStatistics(plan).map((value) => value + 0.3 * random.uniform());
  return {
    batch: {
      size,
      images: Float32Array.from({ length: pixels }, () => random.normal()),
      labels: Int32Array.from({ length: size }, () => random.below(classes)),
    },
    weights: { parameters, statistics, mask: new Uint8Array(plan.maskableCount).fill(1), maskVersion: 0 },
  };
}

/** A plan with its data. */
export function prepared(graph: Graph, size = 4): PreparedGraph {
  const plan = planGraph(graph);
  return { plan, ...drawn(plan, size) };
}
