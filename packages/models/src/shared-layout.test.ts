import { createLayout, type NormalisationRule, planGraph } from '@altsparse/core';
import { describe, expect, it } from 'vitest';
import { wideResnet32 } from './resnets.ts';

/** The released code's way: the stem's normalisation shared, all others private. */
const rules: NormalisationRule[] = [{ match: 'stem/*', use: 'shared' }];
const layout = (subnets: number, classes = 10) =>
  createLayout(planGraph(wideResnet32.build({ classes })), subnets, rules);

describe('the wide ResNet-32 with several sub-nets', () => {
  it.each([
    [1, 10, 1_860_522],
    [3, 10, 1_870_250],
    [1, 100, 1_872_132],
    [3, 100, 1_881_860],
  ])(
    'has, with %i copies of its normalisation and %i classes, %i trainable parameters',
    (subnets, classes, expected) => {
      expect(layout(subnets, classes).masterCount).toBe(expected);
    },
  );

  it('has running statistics for 32 shared channels and 2,432 private ones of each sub-net', () => {
    // blocks: 4,928 / 2 − 32 channels; a mean and a variance each
    expect(layout(3).statisticCount).toBe(64 + 3 * 4864);
  });
});
