import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../graph/builder.ts';
import { planGraph } from '../graph/plan-graph.ts';
import { createLayout, type NormalisationRule } from './layout.ts';
import { tinyPlan } from './tiny-store.test.kit.ts';

const shared: NormalisationRule[] = [{ match: 'norm', use: 'shared' }];

describe('createLayout', () => {
  it('has one copy of everything for one sub-net', () => {
    const layout = createLayout(tinyPlan(), 1);
    expect([layout.masterCount, layout.statisticCount]).toEqual([20, 8]);
  });

  it('gives each sub-net its own scale, offset and statistics, and one copy of all else', () => {
    const layout = createLayout(tinyPlan(), 3);
    // 12 shared, 8 private three times; statistics 8 three times
    expect([layout.masterCount, layout.statisticCount]).toEqual([36, 24]);
    const targets = layout.parameters.map((segments) => segments.map(({ name, target }) => [name, target]));
    expect(targets).toEqual([
      [
        ['layer/kernel', 0],
        ['layer/bias', 8],
        ['norm/scale', 12],
        ['norm/offset', 16],
      ],
      [
        ['layer/kernel', 0],
        ['layer/bias', 8],
        ['norm/scale', 20],
        ['norm/offset', 24],
      ],
      [
        ['layer/kernel', 0],
        ['layer/bias', 8],
        ['norm/scale', 28],
        ['norm/offset', 32],
      ],
    ]);
    expect(
      layout.statistics.map((segments) => segments.map(({ target, length, decay }) => [target, length, decay])),
    ).toEqual([[[0, 8, 0.9]], [[8, 8, 0.9]], [[16, 8, 0.9]]]);
  });

  it("shares a normalisation with its statistics when it is 'shared'", () => {
    const layout = createLayout(tinyPlan(), 3, shared);
    expect([layout.masterCount, layout.statisticCount]).toEqual([20, 8]);
    expect(layout.parameters[2]).toEqual(layout.parameters[0]);
    expect(layout.recalibrated.size).toBe(0);
  });

  it("shares scale and offset only when it is 'recalibrated', and says which", () => {
    const layout = createLayout(tinyPlan(), 3, [{ match: '*', use: 'recalibrated' }]);
    expect([layout.masterCount, layout.statisticCount]).toEqual([20, 24]);
    expect([...layout.recalibrated]).toEqual(['norm']);
  });

  it('lets the first rule that fits decide', () => {
    const net = new GraphBuilder('two', [2]);
    net.batchNorm('block/norm', net.batchNorm('stem/norm', net.input));
    const rules: NormalisationRule[] = [
      { match: 'stem/*', use: 'shared' },
      { match: '*/norm', use: 'recalibrated' },
    ];
    const layout = createLayout(planGraph(net.build()), 2, rules);
    // 8 parameters shared; statistics 4 shared, 4 twice
    expect([layout.masterCount, layout.statisticCount, [...layout.recalibrated]]).toEqual([8, 12, ['block/norm']]);
  });

  it('keeps the place of maskable weights, and covers both vectors without gap or overlap', () => {
    for (const rules of [[], shared]) {
      const layout = createLayout(tinyPlan(), 3, rules);
      expect(
        layout.parameters.every((segments) =>
          segments.every((one) => one.name !== 'layer/kernel' || one.source === one.target),
        ),
      ).toBe(true);
      const taken = new Uint8Array(layout.masterCount);
      for (const { target, length } of new Map(layout.parameters.flat().map((one) => [one.target, one])).values()) {
        for (let i = target; i < target + length; i++) taken[i] = (taken[i] ?? 0) + 1;
      }
      expect([...taken]).toEqual(new Array(layout.masterCount).fill(1));
      for (const segments of layout.parameters) {
        expect(segments.reduce((sum, one) => sum + one.length, 0)).toBe(layout.plan.parameterCount);
      }
    }
  });
});
