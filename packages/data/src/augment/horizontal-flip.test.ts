import { randomStream } from '@altsparse/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { horizontalFlip } from './horizontal-flip.ts';

const flipped = (pixels: number[], shape: [number, number, number]): number[] => {
  const output = new Uint8Array(pixels.length);
  horizontalFlip({ probability: 1 }).prepare(shape)(Uint8Array.from(pixels), output, randomStream(0, 'test'));
  return [...output];
};

describe('horizontalFlip', () => {
  it('swaps left and right, row by row', () => {
    expect(flipped([1, 2, 3, 4, 5, 6], [2, 3, 1])).toEqual([3, 2, 1, 6, 5, 4]);
  });

  it('keeps the channels of a pixel together', () => {
    expect(flipped([1, 2, 3, 4, 5, 6], [1, 2, 3])).toEqual([4, 5, 6, 1, 2, 3]);
    expect(flipped([1, 2, 3, 4, 5, 6], [1, 3, 2])).toEqual([5, 6, 3, 4, 1, 2]);
  });

  it('is its own inverse', () => {
    const shape = fc.tuple(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 4 }),
    );
    const image = shape.chain((shape) => {
      const length = shape[0] * shape[1] * shape[2];
      return fc.tuple(fc.constant(shape), fc.array(fc.nat(255), { minLength: length, maxLength: length }));
    });
    fc.assert(
      fc.property(image, ([shape, pixels]) => {
        expect(flipped(flipped(pixels, shape), shape)).toEqual(pixels);
      }),
    );
  });

  it('leaves the image as it is with probability 0, and flips half of many with the default', () => {
    const apply = (probability: number, item: number): boolean => {
      const output = new Uint8Array(2);
      horizontalFlip({ probability }).prepare([1, 2, 1])(
        Uint8Array.of(1, 2),
        output,
        randomStream(7, 'augment', 0, item),
      );
      return output[0] === 2;
    };
    const items = Array.from({ length: 4000 }, (_, i) => i);
    expect(items.filter((item) => apply(0, item))).toEqual([]);
    // Four standard deviations of 4000 fair coins: 126.
    expect(Math.abs(items.filter((item) => apply(0.5, item)).length - 2000)).toBeLessThan(127);
  });

  it('refuses what is no probability', () => {
    expect(() => horizontalFlip({ probability: 1.5 })).toThrow(expect.objectContaining({ code: 'augmentation-wrong' }));
    expect(() => horizontalFlip({ probability: Number.NaN })).toThrow(/probability/);
  });
});
