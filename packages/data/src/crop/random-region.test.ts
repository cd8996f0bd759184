import { AltsparseError, randomStream } from '@altsparse/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { regionDrawer } from './random-region.ts';

const side = fc.integer({ min: 1, max: 300 });

describe('the random resized crop', () => {
  it('draws rectangles inside the image, the same for the same stream', () => {
    const draw = regionDrawer();
    fc.assert(
      fc.property(side, side, fc.integer(), (width, height, seed) => {
        const region = draw(width, height, randomStream(seed, 'test'));
        expect(region.left).toBeGreaterThanOrEqual(0);
        expect(region.top).toBeGreaterThanOrEqual(0);
        expect(Math.min(region.width, region.height)).toBeGreaterThanOrEqual(1);
        expect(region.left + region.width).toBeLessThanOrEqual(width);
        expect(region.top + region.height).toBeLessThanOrEqual(height);
        expect(draw(width, height, randomStream(seed, 'test'))).toEqual(region);
      }),
    );
  });

  it('keeps area and ratio in their ranges, but for rounding to pixels', () => {
    const draw = regionDrawer({ scale: [0.2, 0.5], ratio: [0.5, 2] });
    const random = randomStream(7, 'test');
    const shares: number[] = [];
    for (let i = 0; i < 500; i++) {
      const { width, height } = draw(1000, 1000, random);
      shares.push((width * height) / 1e6);
      expect(width / height).toBeGreaterThan(0.498);
      expect(width / height).toBeLessThan(2.01);
    }
    expect(Math.min(...shares)).toBeGreaterThan(0.199);
    expect(Math.max(...shares)).toBeLessThan(0.501);
    // Uniform in area: the mean of 500 draws is 0.35 ± 0.0039 (0.3 / √12 / √500); six deviations are allowed.
    expect(Math.abs(shares.reduce((sum, one) => sum + one) / 500 - 0.35)).toBeLessThan(0.024);
  });

  it('takes the middle, as large as the ratio allows, of an image in which nothing fits', () => {
    const draw = regionDrawer({ scale: [1, 1] });
    const random = randomStream(1, 'test');
    // A wide image keeps its height, 30 · 4/3 = 40 columns; a tall one its width, 30 / (3/4) = 40 rows.
    expect(draw(300, 30, random)).toEqual({ left: 130, top: 0, width: 40, height: 30 });
    expect(draw(30, 300, random)).toEqual({ left: 0, top: 130, width: 30, height: 40 });
  });

  it('takes all of an image where only all of it is allowed', () => {
    const draw = regionDrawer({ scale: [1, 1], ratio: [1, 1] });
    expect(draw(9, 9, randomStream(3, 'test'))).toEqual({ left: 0, top: 0, width: 9, height: 9 });
  });

  it.each([
    { scale: [0, 1] as const },
    { scale: [0.5, 0.2] as const },
    { scale: [0.5, 1.1] as const },
    { ratio: [0, 1] as const },
    { ratio: [2, 1] as const },
    { ratio: [1, Number.POSITIVE_INFINITY] as const },
    { scale: [Number.NaN, 1] as const },
  ])('refuses %o', (options) => {
    expect(() => regionDrawer(options)).toThrow(AltsparseError);
    expect(() => regionDrawer(options)).toThrow(Object.keys(options)[0]);
  });
});
