import { planGraph } from '@altsparse/core';
import { describe, expect, it } from 'vitest';
import { models } from './models.ts';
import { modelsPlugin } from './plugin.ts';

describe('modelsPlugin', () => {
  const contributions = modelsPlugin.contributes.models ?? [];

  it('contributes every model under its own name', () => {
    expect(contributions.map((one) => one.name)).toEqual(models.map((one) => one.name));
  });

  it('builds a model for the shape and the classes of the data', () => {
    const resnet = contributions.find((one) => one.name === 'resnet-8');
    const graph = resnet?.create({} as never)({ shape: [28, 28, 1], classes: 7 });
    const { shapes } = planGraph(graph ?? { name: '', nodes: [] });
    expect([shapes.get('input'), shapes.get('head')]).toEqual([[28, 28, 1], [7]]);
  });

  it('accepts no options', () => {
    expect(contributions[0]?.options.safeParse({ depth: 3 }).success).toBe(false);
  });
});
