import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../graph/builder.ts';
import { planGraph } from '../graph/plan-graph.ts';
import { forwardCost, forwardCostAt } from './cost.ts';

/** Stem (never masked), a strided grouped convolution, a dense head. */
const net = new GraphBuilder('net', [5, 6, 2]);
const stem = net.relu('relu', net.batchNorm('norm', net.conv('stem', net.input, 4, { maskable: false })));
net.dense('head', net.globalPool('pool', net.conv('conv', stem, 6, { kernel: 3, stride: 2, groups: 2 })), 3);
const plan = planGraph(net.build());

/** The slow way: every kept weight at every output position, one by one. */
function slowMacs(mask: Uint8Array): number {
  let macs = 0;
  for (const { node, role, shape, offset, maskable, length } of plan.parameters) {
    if (role !== 'kernel') continue;
    const isConvolution = shape.length === 4;
    const [rows, columns] = isConvolution ? (plan.shapes.get(node) as number[]) : [1, 1];
    for (let row = 0; row < (rows as number); row++)
      for (let column = 0; column < (columns as number); column++)
        for (let i = 0; i < length; i++) macs += maskable ? (mask[offset + i] as number) : 1;
  }
  return macs;
}

describe('forwardCost', () => {
  it('counts by hand', () => {
    const cost = forwardCost(plan);
    // stem 5·6 places · 3·3·2·4; conv 3·3 places · 3·3·(4/2)·6; head 6·3
    expect(cost.nodes).toEqual([
      { node: 'stem', denseMacs: 2160, macs: 2160 },
      { node: 'conv', denseMacs: 972, macs: 972 },
      { node: 'head', denseMacs: 18, macs: 18 },
    ]);
    expect([cost.flops, cost.denseFlops]).toEqual([6300, 6300]);
  });

  it('agrees with a slow count at every mask', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: plan.maskableCount, maxLength: plan.maskableCount, max: 1 }), (mask) => {
        const cost = forwardCost(plan, mask);
        expect(cost.flops).toBeCloseTo(2 * slowMacs(mask), 6);
        expect(cost.denseFlops).toBe(6300);
      }),
      { numRuns: 50 },
    );
  });

  it('costs nothing where nothing is kept, but for what masks do not cover', () => {
    expect(forwardCost(plan, new Uint8Array(plan.maskableCount)).flops).toBe(2 * 2160);
  });
});

describe('forwardCostAt', () => {
  it('gives each maskable layer its own sparsity, in the order of masks', () => {
    const { nodes } = forwardCostAt(plan, [0.5, 0]);
    expect(nodes.map((one) => one.macs)).toEqual([2160, 486, 18]);
    expect(forwardCostAt(plan, [0, 1]).nodes.map((one) => one.macs)).toEqual([2160, 972, 0]);
  });

  it('is dense where nothing is said', () => {
    expect(forwardCostAt(plan, []).flops).toBe(6300);
  });
});
