import { type Graph, GraphBuilder, planGraph } from '@altsparse/core';
import { describe, expect, it } from 'vitest';
import type { Form } from './form.ts';
import { lower } from './lower.ts';
import { readersOf } from './readers.ts';

const image = [6, 6, 3];

/** `act(term + term)` of each junction; `n(x)` is normalised, `j0` the value of another junction. */
function show({ junctions, works }: Form): string[] {
  return junctions.map(({ act, terms }) => {
    const sum = terms.map(({ of, index, norm }) => {
      const name = of === 'work' ? works[index]!.name : `j${index}`;
      return norm === undefined ? name : `${norm.name}(${name})`;
    });
    return act === 'none' ? sum.join(' + ') : `${act}(${sum.join(' + ')})`;
  });
}

const formOf = (write: (net: GraphBuilder) => void, purpose: 'training' | 'evaluation' = 'training'): Form =>
  lower(planGraph(graphOf(write)), purpose);

function graphOf(write: (net: GraphBuilder) => void): Graph {
  const net = new GraphBuilder('net', image);
  write(net);
  return net.build();
}

const head = (net: GraphBuilder, from: string): string => net.dense('head', net.globalPool('pool', from), 2);

describe('lower', () => {
  it('makes one junction of a normalisation, the sum and the ReLU after it', () => {
    const form = formOf((net) => {
      const stem = net.conv('stem', net.input, 3);
      const inner = net.batchNorm('n', net.conv('inner', stem, 3));
      head(net, net.relu('r', net.add('sum', inner, stem)));
    });
    expect(show(form)).toEqual(['input', 'stem', 'relu(n(inner) + j1)', 'pool', 'head']);
  });

  it('joins two normalised branches', () => {
    const form = formOf((net) => {
      const branch = (name: string): string => net.batchNorm(`n${name}`, net.conv(name, net.input, 3));
      head(net, net.relu('r', net.add('sum', branch('a'), branch('b'))));
    });
    expect(show(form)).toEqual(['input', 'relu(na(a) + nb(b))', 'pool', 'head']);
  });

  it('nests longer sums', () => {
    const form = formOf((net) => {
      const [a, b, c] = ['a', 'b', 'c'].map((name) => net.conv(name, net.input, 3));
      head(net, net.add('sum', a!, b!, c!));
    });
    expect(show(form)).toEqual(['input', 'a + b', 'j1 + c', 'pool', 'head']);
  });

  it('gives a value that many read a junction of its own, once', () => {
    const form = formOf((net) => {
      const normal = net.batchNorm('n', net.conv('a', net.input, 3));
      head(net, net.add('twice', normal, normal));
    });
    expect(show(form)).toEqual(['input', 'n(a)', 'j1 + j1', 'pool', 'head']);
    expect(readersOf(form).derivativesOf(1)).toBe(2);
  });

  it('puts a convolution of weights 1 before a normalisation of anything else, in training alone', () => {
    const write = (net: GraphBuilder): void => {
      head(net, net.batchNorm('n', net.pool('max', net.input, 'max', 2)));
    };
    const form = formOf(write);
    expect(show(form)).toEqual(['input', 'max', 'n(n)', 'pool', 'head']);
    expect(form.works[2]).toMatchObject({ kind: 'convolution', groups: 3, window: [1, 1], from: form.works[1]!.size });
    expect(show(formOf(write, 'evaluation'))).toEqual(['input', 'n(max)', 'pool', 'head']);
  });

  it('leaves dropout out of evaluation, and of training at rate 0', () => {
    const write =
      (rate: number) =>
      (net: GraphBuilder): void => {
        head(net, net.node('drop', { op: 'dropout', rate }, net.conv('a', net.input, 3)));
      };
    expect(show(formOf(write(0.5)))).toEqual(['input', 'a', 'drop', 'pool', 'head']);
    expect(show(formOf(write(0)))).toEqual(['input', 'a', 'pool', 'head']);
    expect(show(formOf(write(0.5), 'evaluation'))).toEqual(['input', 'a', 'pool', 'head']);
  });

  it('makes a dense layer behind a flatten a convolution over the whole image', () => {
    const form = formOf((net) => net.dense('head', net.flatten('flat', net.relu('r', net.input)), 2));
    expect(form.works[1]).toMatchObject({
      kind: 'convolution',
      window: [6, 6],
      size: { rows: 1, channels: 2, columns: 1 },
    });
    const both = formOf((net) => net.dense('head', net.relu('r', net.flatten('flat', net.input)), 2));
    expect(both.works.map(({ kind }) => kind)).toEqual(['images', 'flatten', 'convolution']);
  });
});

describe('readersOf', () => {
  it('follows derivatives no further than the first parameters, and not into what nobody reads', () => {
    const form = formOf((net) => {
      const still = net.pool('still', net.input, 'max', 2);
      const conv = net.conv('conv', still, 3);
      net.conv('unread', conv, 2);
      head(net, conv);
    });
    const { isDifferentiated, derivativesOf } = readersOf(form);
    expect(form.works.map(({ name, index }) => [name, isDifferentiated(index)])).toEqual([
      ['input', false],
      ['still', false],
      ['conv', true],
      ['unread', false],
      ['pool', true],
      ['head', true],
    ]);
    expect(form.junctions.map(({ index }) => derivativesOf(index))).toEqual([0, 0, 1, 0, 1, 1]);
  });
});
