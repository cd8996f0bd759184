import { type ActivationKind, type Graph, GraphBuilder, type Padding } from '@altsparse/core';

/** A convolution between two others, so that its gradient with respect to the input counts too. */
export interface ConvCase {
  /** Window. */
  readonly kernel: readonly [number, number];
  /** Step. */
  readonly stride: readonly [number, number];
  /** Zeros around the image. */
  readonly padding: Padding;
  /** `[height, width, channels]`. */
  readonly image: readonly [number, number, number];
  /** Output channels. */
  readonly filters: number;
  /** Default 1. */
  readonly groups?: number;
  /** Default false. */
  readonly bias?: boolean;
}

/** The graph of one case. */
export function convGraph(one: ConvCase): Graph {
  const net = new GraphBuilder('conv', one.image);
  const before = net.conv('before', net.input, one.image[2], { kernel: 1, padding: 0 });
  const middle = net.conv('conv', before, one.filters, {
    kernel: one.kernel,
    stride: one.stride,
    padding: one.padding,
    groups: one.groups ?? 1,
    bias: one.bias ?? false,
  });
  net.dense('head', net.flatten('flat', net.activation('tanh', middle, 'tanh')), 3);
  return net.build();
}

const pad = (top: number, bottom: number, left: number, right: number): Padding => [
  [top, bottom],
  [left, right],
];

/** Strides, paddings, odd sizes, groups, biases. */
export const convCases: Readonly<Record<string, ConvCase>> = {
  'of stride 1, same': { kernel: [3, 3], stride: [1, 1], padding: pad(1, 1, 1, 1), image: [6, 6, 2], filters: 4 },
  'of stride 1, valid': { kernel: [3, 3], stride: [1, 1], padding: pad(0, 0, 0, 0), image: [5, 7, 3], filters: 2 },
  'of stride 2, symmetric': { kernel: [3, 3], stride: [2, 2], padding: pad(1, 1, 1, 1), image: [8, 8, 2], filters: 3 },
  'of stride 2, as TensorFlow pads': {
    kernel: [3, 3],
    stride: [2, 2],
    padding: pad(0, 1, 0, 1),
    image: [6, 6, 2],
    filters: 3,
  },
  'of stride 2, valid, rows left over': {
    kernel: [3, 3],
    stride: [2, 2],
    padding: pad(0, 0, 0, 0),
    image: [8, 6, 2],
    filters: 3,
  },
  'of 1x1 with stride 2': { kernel: [1, 1], stride: [2, 2], padding: pad(0, 0, 0, 0), image: [7, 8, 3], filters: 2 },
  'of 1x1 with padding': { kernel: [1, 1], stride: [1, 1], padding: pad(1, 1, 1, 1), image: [4, 4, 2], filters: 2 },
  'with uneven padding and window': {
    kernel: [2, 3],
    stride: [1, 2],
    padding: pad(0, 2, 1, 0),
    image: [5, 6, 2],
    filters: 3,
  },
  'of odd sizes with a bias': {
    kernel: [3, 3],
    stride: [2, 2],
    padding: pad(1, 1, 1, 1),
    image: [7, 5, 2],
    filters: 3,
    bias: true,
  },
  'of stride 3, a column left over': {
    kernel: [3, 2],
    stride: [3, 3],
    padding: pad(1, 1, 0, 0),
    image: [4, 3, 3],
    filters: 5,
  },
  'of stride 3': { kernel: [2, 2], stride: [3, 3], padding: pad(1, 0, 0, 1), image: [7, 8, 2], filters: 2 },
  'of two groups with a bias': {
    kernel: [3, 3],
    stride: [2, 2],
    padding: pad(1, 1, 1, 1),
    image: [6, 6, 4],
    filters: 6,
    groups: 2,
    bias: true,
  },
  depthwise: { kernel: [3, 3], stride: [1, 1], padding: pad(1, 1, 1, 1), image: [5, 5, 3], filters: 3, groups: 3 },
  'depthwise with multiplier 2, stride 2': {
    kernel: [3, 3],
    stride: [2, 2],
    padding: pad(1, 1, 1, 1),
    image: [6, 6, 3],
    filters: 6,
    groups: 3,
    bias: true,
  },
  'depthwise with unequal strides': {
    kernel: [3, 3],
    stride: [1, 2],
    padding: pad(1, 1, 1, 1),
    image: [5, 6, 2],
    filters: 2,
    groups: 2,
  },
};

/** A dense layer, the activation, and a head. */
export function activationGraph(kind: ActivationKind): Graph {
  const net = new GraphBuilder(kind, [6]);
  net.dense('head', net.activation('act', net.dense('first', net.input, 8), kind), 4);
  return net.build();
}

/** A leaky ReLU of another slope than usual, between dense layers. */
export function steepGraph(): Graph {
  const net = new GraphBuilder('steep', [6]);
  const first = net.dense('first', net.input, 8);
  net.dense('head', net.node('act', { op: 'activation', kind: 'leakyRelu', slope: 0.3 }, first), 4);
  return net.build();
}

/** All activations. */
export const activationKinds: readonly ActivationKind[] = [
  'relu',
  'relu6',
  'leakyRelu',
  'elu',
  'sigmoid',
  'tanh',
  'swish',
  'softmax',
];

/** A small residual network: stem, two blocks, the second with stride 2 and a 1x1 shortcut. */
export function smallResnet(): Graph {
  const net = new GraphBuilder('resnet', [8, 8, 3]);
  const unit = (name: string, from: string, filters: number, stride: number, kernel = 3): string =>
    net.batchNorm(`${name}/bn`, net.conv(name, from, filters, { stride, kernel }));
  const stem = net.relu('stem/relu', unit('stem', net.input, 4, 1));
  const inner = unit('a2', net.relu('a1/relu', unit('a1', stem, 4, 1)), 4, 1);
  const first = net.relu('a/out', net.add('a/add', inner, stem));
  const second = unit('b2', net.relu('b1/relu', unit('b1', first, 6, 2)), 6, 1);
  const joined = net.relu('b/out', net.add('b/add', second, unit('short', first, 6, 2, 1)));
  net.dense('head', net.globalPool('pool', joined), 5);
  return net.build();
}

/** Every other operation, with a branch that nobody reads. */
export function mixedGraph(): Graph {
  const net = new GraphBuilder('mixed', [7, 6, 2]);
  const left = net.activation('left/act', net.conv('left', net.input, 3, { bias: true }), 'tanh');
  const right = net.node(
    'right/pad',
    {
      op: 'zeroPad',
      padding: [
        [1, 0],
        [0, 2],
      ],
    },
    net.conv('right', net.input, 2),
  );
  const cropped = net.conv('crop', right, 2, { kernel: [2, 3], padding: 0 });
  const joined = net.node('join', { op: 'concatenate' }, left, cropped);
  const max = net.pool('max', joined, 'max', 3, 2, 1);
  const mean = net.pool('mean', joined, 'average', 3, 2, 1);
  const sum = net.add(
    'sum',
    max,
    mean,
    net.pool(
      'plain',
      net.node(
        'frame',
        {
          op: 'zeroPad',
          padding: [
            [0, 1],
            [0, 0],
          ],
        },
        joined,
      ),
      'average',
      2,
    ),
  );
  net.conv('unread', joined, 2);
  const dropped = net.node('drop', { op: 'dropout', rate: 0.4 }, net.batchNorm('bn', sum));
  const peak = net.globalPool('peak', dropped, 'max');
  const flat = net.flatten('flat', dropped);
  net.dense('head', net.batchNorm('features', net.node('all', { op: 'concatenate' }, flat, peak)), 3);
  return net.build();
}
