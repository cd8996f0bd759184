import { describe, expect, it } from 'vitest';
import { AltsparseError } from '../error.ts';
import { GraphBuilder } from './builder.ts';
import type { Graph } from './graph.ts';
import type { Operation } from './operation.ts';
import { planGraph } from './plan-graph.ts';

/** Stem (dense), block of two convolutions with a shortcut, head. */
function residual(): Graph {
  const net = new GraphBuilder('residual', [8, 8, 3]);
  const stem = net.relu(
    'stem/relu',
    net.batchNorm('stem/norm', net.conv('stem/conv', net.input, 4, { maskable: false })),
  );
  const first = net.batchNorm('block/norm', net.conv('block/conv', stem, 6, { stride: 2, bias: true }));
  const sum = net.add('block/add', first, net.conv('block/shortcut', stem, 6, { kernel: 1, stride: 2 }));
  net.dense('head', net.globalPool('pool', sum), 10);
  return net.build();
}

describe('planGraph', () => {
  it('works out the shape of every node', () => {
    expect([...planGraph(residual()).shapes]).toEqual([
      ['input', [8, 8, 3]],
      ['stem/conv', [8, 8, 4]],
      ['stem/norm', [8, 8, 4]],
      ['stem/relu', [8, 8, 4]],
      ['block/conv', [4, 4, 6]],
      ['block/norm', [4, 4, 6]],
      ['block/shortcut', [4, 4, 6]],
      ['block/add', [4, 4, 6]],
      ['pool', [6]],
      ['head', [10]],
    ]);
  });

  it('puts maskable parameters first, each group in the order of nodes, one after the other', () => {
    const plan = planGraph(residual());
    expect(plan.parameters.map(({ name, offset, length, maskable }) => [name, offset, length, maskable])).toEqual([
      ['block/conv/kernel', 0, 216, true],
      ['block/shortcut/kernel', 216, 24, true],
      ['head/kernel', 240, 60, true],
      ['stem/conv/kernel', 300, 108, false],
      ['stem/norm/scale', 408, 4, false],
      ['stem/norm/offset', 412, 4, false],
      ['block/conv/bias', 416, 6, false],
      ['block/norm/scale', 422, 6, false],
      ['block/norm/offset', 428, 6, false],
      ['head/bias', 434, 10, false],
    ]);
    expect([plan.maskableCount, plan.parameterCount]).toEqual([300, 444]);
  });

  it('gives axes and fans of kernels', () => {
    const kernels = planGraph(residual()).parameters.filter((one) => one.role === 'kernel');
    expect(kernels.map(({ node, shape, fanIn, fanOut }) => [node, shape, fanIn, fanOut])).toEqual([
      ['block/conv', [3, 3, 4, 6], 36, 54],
      ['block/shortcut', [1, 1, 4, 6], 4, 6],
      ['head', [6, 10], 6, 10],
      ['stem/conv', [3, 3, 3, 4], 27, 36],
    ]);
  });

  it('leaves nodes dense by name', () => {
    const plan = planGraph(residual(), { leaveDense: ['head', '*/shortcut'] });
    expect(plan.maskableCount).toBe(216);
    expect(plan.parameterCount).toBe(444);
    expect(plan.parameters.filter((one) => one.maskable).map((one) => one.name)).toEqual(['block/conv/kernel']);
  });

  it('places running statistics, mean before variance', () => {
    const { normalisations, statisticCount } = planGraph(residual());
    expect(normalisations).toEqual([
      { node: 'stem/norm', channels: 4, offset: 0, decay: 0.9 },
      { node: 'block/norm', channels: 6, offset: 8, decay: 0.9 },
    ]);
    expect(statisticCount).toBe(20);
  });

  it('counts multiply-adds at every output place', () => {
    const { macs } = planGraph(residual());
    // 8·8·4·27, 4·4·6·36, 4·4·6·4, 6·10
    expect([...macs].filter(([, count]) => count > 0)).toEqual([
      ['stem/conv', 6912],
      ['block/conv', 3456],
      ['block/shortcut', 384],
      ['head', 60],
    ]);
  });

  it('divides channels, multiply-adds and fans by groups', () => {
    const net = new GraphBuilder('grouped', [4, 4, 6]);
    net.conv('half', net.input, 8, { groups: 2 });
    net.conv('depthwise', 'half', 8, { groups: 8 });
    const { parameters, macs } = planGraph(net.build());
    expect(parameters.map(({ shape, fanIn, fanOut }) => [shape, fanIn, fanOut])).toEqual([
      [[3, 3, 3, 8], 27, 36],
      [[3, 3, 1, 8], 9, 9],
    ]);
    // 16·8·27 and 16·8·9
    expect([macs.get('half'), macs.get('depthwise')]).toEqual([3456, 1152]);
  });

  it('joins and pads', () => {
    const net = new GraphBuilder('shapes', [4, 5, 2]);
    net.node(
      'padded',
      {
        op: 'zeroPad',
        padding: [
          [1, 2],
          [0, 3],
        ],
      },
      net.input,
    );
    net.node('joined', { op: 'concatenate' }, net.input, net.conv('conv', net.input, 3));
    net.flatten('flat', 'joined');
    net.node('dropped', { op: 'dropout', rate: 0.5 }, 'flat');
    const { shapes } = planGraph(net.build());
    expect(['padded', 'joined', 'flat', 'dropped'].map((name) => shapes.get(name))).toEqual([
      [7, 8, 2],
      [4, 5, 5],
      [100],
      [100],
    ]);
  });
});

describe('a graph that cannot be', () => {
  const image = [4, 4, 2];
  const conv = (groups: number, kernel: number, stride = 1): Operation => ({
    op: 'conv2d',
    filters: 4,
    kernel: [kernel, kernel],
    strides: [stride, stride],
    padding: [
      [0, 0],
      [0, 0],
    ],
    groups,
    bias: false,
    maskable: true,
    initialise: { kernel: { kind: 'normal', deviation: 1 }, bias: { kind: 'constant', value: 0 } },
  });
  const dense: Operation = {
    op: 'dense',
    units: 2,
    bias: true,
    maskable: true,
    initialise: { kernel: { kind: 'normal', deviation: 1 }, bias: { kind: 'constant', value: 0 } },
  };
  const pool = (window: number): Operation => ({
    op: 'pool',
    kind: 'max',
    window: [window, window],
    strides: [1, 1],
    padding: [
      [0, 0],
      [0, 0],
    ],
  });

  /** The error of a graph in which the node 'faulty' reads the nodes named. */
  function fault(operation: Operation, ...inputs: readonly string[]): AltsparseError {
    const net = new GraphBuilder('net', image);
    net.flatten('flat', net.input);
    net.conv('narrow', net.input, 2, { stride: 2 });
    net.node('faulty', operation, ...inputs);
    try {
      planGraph(net.build());
    } catch (error) {
      if (error instanceof AltsparseError) return error;
    }
    throw new Error('No fault was found.');
  }

  it.each<[string, Operation, string[]]>([
    ['a convolution of features', conv(1, 1), ['flat']],
    ['a convolution of two inputs', conv(1, 1), ['input', 'input']],
    ['groups that do not divide the channels', conv(3, 1), ['input']],
    ['a kernel larger than the image', conv(1, 5), ['input']],
    ['a stride of 0', conv(1, 3, 0), ['input']],
    ['a dense layer of an image', dense, ['input']],
    ['a dense layer of nothing', dense, []],
    ['a sum of different shapes', { op: 'add' }, ['input', 'narrow']],
    ['a sum of one', { op: 'add' }, ['input']],
    ['a join of different images', { op: 'concatenate' }, ['input', 'narrow']],
    ['a join of one', { op: 'concatenate' }, ['input']],
    ['a pool of features', pool(2), ['flat']],
    ['a window larger than the image', pool(5), ['input']],
    ['a global pool of features', { op: 'globalPool', kind: 'average' }, ['flat']],
    [
      'padding of features',
      {
        op: 'zeroPad',
        padding: [
          [1, 1],
          [1, 1],
        ],
      },
      ['flat'],
    ],
    ['an activation of two inputs', { op: 'activation', kind: 'relu' }, ['input', 'input']],
    [
      'a normalisation of two inputs',
      { op: 'batchNorm', epsilon: 1e-5, decay: 0.9, initialScale: 1 },
      ['input', 'narrow'],
    ],
    ['a flatten of two inputs', { op: 'flatten' }, ['input', 'input']],
  ])('is refused with its node as the place: %s', (_, operation, inputs) => {
    const error = fault(operation, ...inputs);
    expect(error.code).toBe('graph-shape');
    expect(error.message).toMatch(/^faulty: /);
  });

  it('reads a node that does not stand before it', () => {
    const error = fault({ op: 'flatten' }, 'missing');
    expect([error.code, error.details.place, error.details.found]).toEqual(['graph-name', 'faulty', 'missing']);
    expect(fault({ op: 'flatten' }, 'faulty').code).toBe('graph-name');
  });

  it('has two nodes of one name', () => {
    const net = new GraphBuilder('net', image);
    net.relu('twice', net.relu('twice', net.input));
    expect(() => planGraph(net.build())).toThrow('net: Two nodes have the same name. Found: twice.');
  });

  it('has no input, or one that is not the first node, or two', () => {
    const input = { name: 'input', operation: { op: 'input', shape: image }, inputs: [] } as const;
    const other = { ...input, name: 'other' };
    for (const nodes of [[], [input, other]])
      expect(() => planGraph({ name: 'net', nodes })).toThrow(/must be the input/);
  });

  it('has an operation that nobody knows, as a graph from a file may', () => {
    const graph = JSON.parse('{"name":"net","nodes":[{"name":"a","operation":{"op":"teleport"},"inputs":[]}]}');
    expect(() => planGraph(graph)).toThrow(/^a: Unknown operation\. Found: teleport/);
  });
});
