import { describe, expect, it } from 'vitest';
import { GraphBuilder } from './builder.ts';
import { planGraph } from './plan-graph.ts';

const shapeOf = (write: (net: GraphBuilder) => string) => {
  const net = new GraphBuilder('net', [8, 6, 4]);
  const name = write(net);
  return planGraph(net.build()).shapes.get(name);
};

describe('GraphBuilder', () => {
  it('keeps height and width under odd kernels by default, also where a kernel is not square', () => {
    expect(shapeOf((net) => net.conv('c', net.input, 5))).toEqual([8, 6, 5]);
    expect(shapeOf((net) => net.conv('c', net.input, 5, { kernel: 1 }))).toEqual([8, 6, 5]);
    expect(shapeOf((net) => net.conv('c', net.input, 5, { kernel: [1, 5] }))).toEqual([8, 6, 5]);
    expect(shapeOf((net) => net.conv('c', net.input, 5, { kernel: [7, 3] }))).toEqual([8, 6, 5]);
  });

  it('takes stride and padding as told', () => {
    expect(shapeOf((net) => net.conv('c', net.input, 5, { stride: 2 }))).toEqual([4, 3, 5]);
    expect(shapeOf((net) => net.conv('c', net.input, 5, { stride: [1, 2], padding: 0 }))).toEqual([6, 2, 5]);
    expect(
      shapeOf((net) =>
        net.conv('c', net.input, 5, {
          padding: [
            [1, 0],
            [0, 2],
          ],
        }),
      ),
    ).toEqual([7, 6, 5]);
    expect(shapeOf((net) => net.pool('p', net.input, 'max', 2))).toEqual([4, 3, 4]);
    expect(shapeOf((net) => net.pool('p', net.input, 'average', 3, 2, 1))).toEqual([4, 3, 4]);
  });

  it('gives a convolution no bias and a dense layer one, unless told', () => {
    const net = new GraphBuilder('net', [2, 2, 1]);
    net.conv('a', net.input, 1);
    net.conv('b', net.input, 1, { bias: true });
    const flat = net.flatten('flat', net.input);
    net.dense('c', flat, 1);
    net.dense('d', flat, 1, { bias: false });
    const biases = planGraph(net.build()).parameters.filter((one) => one.role === 'bias');
    expect(biases.map((one) => one.node)).toEqual(['b', 'c']);
  });

  it('returns the name of each node, the input first', () => {
    const net = new GraphBuilder('net', [2, 2, 1]);
    expect(net.relu('relu', net.add('sum', net.input, net.input))).toBe('relu');
    expect(net.build().nodes.map((one) => one.name)).toEqual(['input', 'sum', 'relu']);
  });

  it('gives graphs that later nodes do not change', () => {
    const net = new GraphBuilder('net', [2]);
    const graph = net.build();
    net.relu('relu', net.input);
    expect(graph.nodes.length).toBe(1);
  });

  it('makes plain data', () => {
    const net = new GraphBuilder('net', [4, 4, 2]);
    net.dense('head', net.globalPool('pool', net.batchNorm('norm', net.conv('conv', net.input, 3))), 2);
    expect(JSON.parse(JSON.stringify(net.build()))).toEqual(net.build());
  });
});
