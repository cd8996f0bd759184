import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../graph/builder.ts';
import { planGraph } from '../graph/plan-graph.ts';
import { maskLayers } from './layer.ts';

describe('maskLayers', () => {
  const net = new GraphBuilder('tiny', [4, 4, 1]);
  const stem = net.conv('stem', net.input, 2, { maskable: false });
  net.dense('head', net.flatten('flat', net.conv('body', stem, 3)), 5);
  const graph = net.build();

  it('gives the maskable tensors by node, with their places in masks', () => {
    expect(maskLayers(planGraph(graph))).toEqual([
      { name: 'body', shape: [3, 3, 2, 3], offset: 0, length: 54 },
      { name: 'head', shape: [48, 5], offset: 54, length: 240 },
    ]);
  });

  it('leaves out what is left dense', () => {
    const layers = maskLayers(planGraph(graph, { leaveDense: 'body' }));
    expect(layers.map(({ name, offset }) => [name, offset])).toEqual([['head', 0]]);
  });
});
