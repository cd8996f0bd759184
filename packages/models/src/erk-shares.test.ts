import { erk, forwardCostAt, maskLayers, planGraph } from '@altsparse/core';
import { describe, expect, it } from 'vitest';
import { findModel } from './models.ts';

/** Numbers of the released code: share of kept weights of a layer, and of the whole net's forward cost. */
const published = [
  ['wide-resnet-32', 10, 0.5, 0.7334, {}],
  ['wide-resnet-32', 10, 0.1, 0.1756, {}],
  ['wide-resnet-32', 10, 0.05, 0.0888, {}],
  ['wide-resnet-32', 10, 0.02, 0.037, {}],
  ['wide-resnet-32', 100, 0.1, 0.17, {}],
  ['resnet-18', 10, 0.1, undefined, { '3,3,64,64': 0.480377, '3,3,512,512': 0.057695 }],
  ['resnet-50-imagenet', 1000, 0.5, 0.712, {}],
  [
    'resnet-50-imagenet',
    1000,
    0.2,
    0.4122,
    { '3,3,512,512': 0.042532, '1,1,512,2048': 0.238035, '3,3,256,256': 0.085559 },
  ],
  ['resnet-50-imagenet', 1000, 0.1, 0.254, {}],
] as const;

describe.each(published)('ERK over %s, %i classes, %f kept', (name, classes, kept, cost, shares) => {
  const plan = planGraph(findModel(name).build({ classes }));
  const layers = maskLayers(plan);
  const sparsities = erk(layers, 1 - kept);

  it('has the published shares, stem and ImageNet head dense', () => {
    for (const [shape, share] of Object.entries(shares)) {
      const found = sparsities.filter((_, i) => layers[i]?.shape.join() === shape);
      expect(found.length).toBeGreaterThan(0);
      for (const one of found) expect(1 - one).toBeCloseTo(share, 5);
    }
    const { flops, denseFlops } = forwardCostAt(plan, sparsities);
    if (cost !== undefined) expect(flops / denseFlops).toBeCloseTo(cost, 4);
  });
});
