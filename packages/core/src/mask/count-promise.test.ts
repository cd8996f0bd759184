import { expect, it } from 'vitest';
import { countPromise } from './count-promise.ts';
import { layerCounts, uniform } from './distribution.ts';
import { layersOf } from './view.test.kit.ts';

it('is an exact count, but not where single layers leave the others too little', () => {
  const layers = layersOf({ one: [1], other: [1], head: [4] });
  const overrides = [{ match: 'head', sparsity: 0.25 }];
  // 60 % of 6 weights would be 4: 3 for the head, and one at least in each other layer
  expect(layerCounts(layers, 0.4, uniform, overrides)).toEqual([1, 1, 3]);
  expect(countPromise(overrides)).toEqual([]);
  expect(layerCounts(layers, 0.4, uniform)).toEqual([1, 1, 2]);
  expect(countPromise([])).toEqual(['exactCount']);
});
