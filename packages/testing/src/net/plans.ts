import { GraphBuilder, type GraphPlan, planGraph } from '@altsparse/core';

/** A convolution, 3 × 3 × 4 × 8, and two dense layers, 8 × 8 and 8 × 4: 384 maskable weights, and 4 that are not. */
export const tinyPlan: GraphPlan = planGraph(tinyGraph());

/** Layers of 1, 1 and 4 weights. */
export const oneWeightPlan: GraphPlan = planGraph(oneWeightGraph());

function tinyGraph(): ReturnType<GraphBuilder['build']> {
  const net = new GraphBuilder('tiny', [4, 4, 4]);
  const features = net.globalPool('pool', net.conv('conv', net.input, 8));
  net.dense('head', net.dense('middle', features, 8, { bias: false }), 4);
  return net.build();
}

function oneWeightGraph(): ReturnType<GraphBuilder['build']> {
  const net = new GraphBuilder('one weight', [1]);
  const second = net.dense('second', net.dense('first', net.input, 1, { bias: false }), 1, { bias: false });
  net.dense('head', second, 4, { bias: false });
  return net.build();
}
