import { describe, expect, it } from 'vitest';
import { forwardCost } from '../cost/cost.ts';
import { erk, layerCounts } from '../mask/distribution.ts';
import { maskLayers } from '../mask/layer.ts';
import { createLayout } from '../store/layout.ts';
import { planVariables } from './plan-variables.ts';

const model = {
  inputShape: [4, 4, 1],
  classes: 3,
  variables: [
    { name: 'bias', shape: [5], maskable: false },
    { name: 'conv', shape: [2, 2, 1, 5], maskable: true },
    { name: 'head', shape: [20, 3], maskable: true },
  ],
};

describe('planVariables', () => {
  const plan = planVariables(model);

  it('puts maskable variables first, each under its own name', () => {
    expect(plan.parameters.map(({ name, offset, length, maskable }) => [name, offset, length, maskable])).toEqual([
      ['conv', 0, 20, true],
      ['head', 20, 60, true],
      ['bias', 80, 5, false],
    ]);
    expect([plan.maskableCount, plan.parameterCount, plan.statisticCount]).toEqual([80, 85, 0]);
  });

  it('gives the shapes of the variables to rules that count by shape', () => {
    expect(maskLayers(plan).map(({ name, shape }) => [name, ...shape])).toEqual([
      ['conv', 2, 2, 1, 5],
      ['head', 20, 3],
    ]);
    // raw shares 10/20 and 23/60: 10s + 23s = 40 kept, s = 40/33
    expect(layerCounts(maskLayers(plan), 0.5, erk)).toEqual([12, 28]);
  });

  it('says that its cost is unknown instead of a wrong number', () => {
    const { flops, denseFlops } = forwardCost(plan);
    expect([flops, denseFlops]).toEqual([Number.NaN, Number.NaN]);
    expect(JSON.parse(JSON.stringify({ flops }))).toEqual({ flops: null });
  });

  it('has an input, an output of the classes, and nothing private to sub-nets', () => {
    expect([...plan.shapes.values()]).toEqual([[4, 4, 1], [3]]);
    expect(createLayout(plan, 3).masterCount).toBe(85);
  });

  it('refuses no variables, and two of one name', () => {
    expect(() => planVariables({ ...model, variables: [] })).toThrow(/needs a variable/);
    const twice = [model.variables[1], model.variables[1]] as typeof model.variables;
    expect(() => planVariables({ ...model, variables: twice })).toThrow(/same name.*Found: conv/);
  });
});
