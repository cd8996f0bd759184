import { describe, expect, it } from 'vitest';
import { factsOf } from './catalogue.ts';

describe('both CIFARs', () => {
  it.each(['cifar10', 'cifar100'])(
    '%s: are flipped, then cropped after padding by 4, as in the released code',
    (name) => {
      expect(factsOf(name).augment.map(({ description }) => description)).toMatchObject([
        { use: 'horizontal-flip', probability: 0.5 },
        { use: 'random-crop', padding: 4, fill: 'zero' },
      ]);
    },
  );

  it.each(['cifar10', 'cifar100'])("%s: have CIFAR-10's mean and deviation, as in the released code", (name) => {
    const { mean, deviation } = factsOf(name);
    expect([mean, deviation].map((list) => list.map((one) => Number((255 * one).toFixed(6))))).toEqual([
      [125.3, 123, 113.9],
      [63, 62.1, 66.7],
    ]);
  });
});
