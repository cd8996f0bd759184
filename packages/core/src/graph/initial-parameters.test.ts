import { describe, expect, it } from 'vitest';
import { GraphBuilder } from './builder.ts';
import { initialParameters, initialStatistics } from './initial-parameters.ts';
import { planGraph } from './plan-graph.ts';

function plan(extra: boolean) {
  const net = new GraphBuilder('net', [4, 4, 2]);
  const conv = net.conv('conv', net.input, 8);
  const norm = net.batchNorm('norm', extra ? net.conv('extra', conv, 8) : conv, 0.5);
  net.dense('head', net.globalPool('pool', norm), 3);
  return planGraph(net.build());
}

const of = (whole: ReturnType<typeof plan>, name: string, seed: number): number[] => {
  const { offset = 0, length = 0 } = whole.parameters.find((one) => one.name === name) ?? {};
  return [...initialParameters(whole, seed).subarray(offset, offset + length)];
};

describe('initialParameters', () => {
  it('are the same for the same seed and differ by seed', () => {
    expect(of(plan(false), 'conv/kernel', 1)).toEqual(of(plan(false), 'conv/kernel', 1));
    expect(of(plan(false), 'conv/kernel', 1)).not.toEqual(of(plan(false), 'conv/kernel', 2));
  });

  it('of one tensor do not change when another comes or goes', () => {
    for (const name of ['conv/kernel', 'head/kernel'])
      expect(of(plan(true), name, 1)).toEqual(of(plan(false), name, 1));
  });

  it('of a tensor do not change when it is left dense', () => {
    const dense = planGraph(plan(false).graph, { leaveDense: 'conv' });
    expect(of(dense, 'conv/kernel', 1)).toEqual(of(plan(false), 'conv/kernel', 1));
  });

  it('have scales as told, offsets and biases 0', () => {
    const whole = plan(false);
    expect(of(whole, 'norm/scale', 1)).toEqual(new Array(8).fill(0.5));
    expect(of(whole, 'norm/offset', 1)).toEqual(new Array(8).fill(0));
    expect(of(whole, 'head/bias', 1)).toEqual([0, 0, 0]);
  });
});

describe('initialStatistics', () => {
  it('are mean 0 and variance 1', () => {
    expect([...initialStatistics(plan(false))]).toEqual([...new Array(8).fill(0), ...new Array(8).fill(1)]);
  });
});
