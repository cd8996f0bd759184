import { GraphBuilder, planGraph } from '@altsparse/core';
import { describe, expect, it } from 'vitest';
import { compile, mergeForEvaluation, mergeForTraining, mergeSumsForTraining, type Step } from './program.ts';

const show = (steps: readonly Step[]): string[] =>
  steps.map((step) => {
    const merged = [step.normalisation && '+norm', step.relu && '+relu'].filter(Boolean).join('');
    return `${step.name}: ${step.node.operation.op}${merged} of ${step.inputs.join()} for ${step.readers}`;
  });

function residual(): GraphBuilder {
  const net = new GraphBuilder('g', [4, 4, 2]);
  const stem = net.relu('r0', net.batchNorm('n0', net.conv('c0', net.input, 2)));
  const inner = net.batchNorm('n1', net.conv('c1', stem, 2));
  net.relu('r1', net.add('sum', inner, stem));
  return net;
}

describe('compile', () => {
  it('merges a ReLU into the normalisation before it in training', () => {
    expect(show(compile(planGraph(residual().build()), mergeForTraining))).toEqual([
      'c0: conv2d of -1 for 1',
      'r0: batchNorm+relu of 0 for 2',
      'c1: conv2d of 1 for 1',
      'n1: batchNorm of 2 for 1',
      'sum: add of 3,1 for 1',
      'r1: activation of 4 for 1',
    ]);
  });

  it('merges normalisation and ReLU into the convolution or sum before them in evaluation', () => {
    expect(show(compile(planGraph(residual().build()), mergeForEvaluation))).toEqual([
      'r0: conv2d+norm+relu of -1 for 2',
      'n1: conv2d+norm of 0 for 1',
      'r1: add+relu of 1,0 for 1',
    ]);
  });

  it('merges sum and ReLU into the later summand where normalisations join sums', () => {
    expect(show(compile(planGraph(residual().build()), mergeSumsForTraining))).toEqual([
      'c0: conv2d of -1 for 1',
      'r0: batchNorm+relu of 0 for 2',
      'c1: conv2d of 1 for 1',
      'r1: batchNorm+relu of 2,1 for 1',
    ]);
  });

  it('joins no sum where the later summand is none of a normalisation, is read twice, or is both summands', () => {
    const net = new GraphBuilder('g', [4, 4, 2]);
    const norm = net.batchNorm('n', net.conv('c', net.input, 2));
    const later = net.conv('d', net.input, 2);
    const one = net.add('one', norm, later);
    const other = net.batchNorm('m', net.conv('e', one, 2));
    net.add('three', net.add('two', other, other), other, one);
    const steps = compile(planGraph(net.build()), mergeSumsForTraining);
    expect(steps.map(({ name, node }) => `${name}: ${node.operation.op}`)).toEqual([
      'c: conv2d',
      'n: batchNorm',
      'd: conv2d',
      'one: add',
      'e: conv2d',
      'm: batchNorm',
      'two: add',
      'three: add',
    ]);
  });

  it('merges nothing into a node that another one reads too', () => {
    const net = new GraphBuilder('g', [4, 4, 2]);
    const norm = net.batchNorm('n', net.conv('c', net.input, 2));
    net.add('sum', net.relu('r', norm), norm);
    expect(show(compile(planGraph(net.build()), mergeForTraining))).toEqual([
      'c: conv2d of -1 for 1',
      'n: batchNorm of 0 for 2',
      'r: activation of 1 for 1',
      'sum: add of 2,1 for 1',
    ]);
  });

  it('merges a second ReLU or normalisation into no step twice', () => {
    const net = new GraphBuilder('g', [4, 4, 2]);
    const one = net.batchNorm('n2', net.batchNorm('n1', net.conv('c', net.input, 2)));
    net.relu('r2', net.relu('r1', one));
    expect(show(compile(planGraph(net.build()), mergeForEvaluation))).toEqual([
      'n1: conv2d+norm of -1 for 1',
      'r1: batchNorm+relu of 0 for 1',
      'r2: activation of 1 for 1',
    ]);
  });

  it('counts no readers for a branch that leads nowhere', () => {
    const net = new GraphBuilder('g', [4, 4, 2]);
    net.conv('unread', net.input, 3);
    net.conv('last', net.input, 2);
    expect(show(compile(planGraph(net.build()), mergeForTraining))).toEqual([
      'unread: conv2d of -1 for 0',
      'last: conv2d of -1 for 1',
    ]);
  });
});
