import { type Graph, GraphBuilder } from '@altsparse/core';
import { expect, it } from 'vitest';
import { refusals } from './refusals.ts';

const graph = (write: (net: GraphBuilder) => void, shape = [4, 4, 2]): Graph => {
  const net = new GraphBuilder('net', shape);
  write(net);
  return net.build();
};

it.each([
  [
    'softmax: there is no kernel of softmax inside a model.',
    (net: GraphBuilder) => net.activation('softmax', net.flatten('flat', net.input), 'softmax'),
    [4, 4, 2],
  ],
  [
    'f: only the network that was made with this function can run it.',
    (net: GraphBuilder) => net.node('f', { op: 'opaque', shape: [2] }, net.input),
    [4, 4, 2],
  ],
  [
    'input: the kernels run features and images, not the shape [4, 2].',
    (net: GraphBuilder) => net.flatten('flat', net.input),
    [4, 2],
  ],
  ['act: logits are features, not an image.', (net: GraphBuilder) => net.relu('act', net.input), [4, 4, 2]],
])('refuses with one line: %s', (line, write, shape) => {
  expect(refusals(graph(write, shape))).toEqual([line]);
});

it('names an operation that nobody knows', () => {
  const odd = JSON.parse('{"name":"net","nodes":[{"name":"x","operation":{"op":"fft"},"inputs":[]}]}') as Graph;
  expect(refusals(odd)).toEqual(["x: the operation 'fft' is not known."]);
});

it('has nothing against a small net', () => {
  expect(refusals(graph((net) => net.dense('head', net.flatten('flat', net.input), 2)))).toEqual([]);
});
