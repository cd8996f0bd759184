import { type RandomStream, randomStream } from '@altsparse/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RandomCropOptions, randomCrop } from './random-crop.ts';

/** A stream whose next two draws are the window's top and left. */
const placed = (top: number, left: number): RandomStream => {
  const draws = [top, left];
  return { uniform: () => 0, normal: () => 0, below: () => draws.shift() ?? 0 };
};

const image = [1, 2, 3, 4, 5, 6, 7, 8, 9];

const crop = (options: RandomCropOptions, top: number, left: number): number[] => {
  const output = new Uint8Array(9).fill(77);
  randomCrop(options).prepare([3, 3, 1])(Uint8Array.from(image), output, placed(top, left));
  return [...output];
};

/** Pads for real, then cuts: slow and plain. */
function oracle(
  pixels: number[],
  [height, width, channels]: number[],
  options: Required<RandomCropOptions>,
  top: number,
  left: number,
): number[] {
  const { padding, fill } = options;
  const mirror = (at: number, size: number): number => (at < 0 ? -at : at >= size ? 2 * size - 2 - at : at);
  const output: number[] = [];
  for (let y = top - padding; y < top - padding + height!; y++)
    for (let x = left - padding; x < left - padding + width!; x++)
      for (let k = 0; k < channels!; k++) {
        const inside = y >= 0 && y < height! && x >= 0 && x < width!;
        const from = (mirror(y, height!) * width! + mirror(x, width!)) * channels! + k;
        output.push(inside || fill === 'reflect' ? pixels[from]! : 0);
      }
  return output;
}

describe('randomCrop', () => {
  it('gives the image itself where the window is in the middle', () => {
    expect(crop({ padding: 1 }, 1, 1)).toEqual(image);
  });

  it('lets black in from outside', () => {
    expect(crop({ padding: 1 }, 0, 0)).toEqual([0, 0, 0, 0, 1, 2, 0, 4, 5]);
    expect(crop({ padding: 1 }, 2, 1)).toEqual([4, 5, 6, 7, 8, 9, 0, 0, 0]);
    expect(crop({ padding: 4 }, 0, 8)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('mirrors at the edge pixel, which is not repeated', () => {
    expect(crop({ padding: 1, fill: 'reflect' }, 0, 0)).toEqual([5, 4, 5, 2, 1, 2, 5, 4, 5]);
    expect(crop({ padding: 2, fill: 'reflect' }, 2, 4)).toEqual([3, 2, 1, 6, 5, 4, 9, 8, 7]);
  });

  it('agrees with padding and cutting done one after the other', () => {
    const small = fc.integer({ min: 1, max: 6 });
    const cases = fc.record({
      shape: fc.tuple(small, small, fc.integer({ min: 1, max: 3 })),
      fill: fc.constantFrom('zero' as const, 'reflect' as const),
      padding: fc.nat(7),
      top: fc.nat(14),
      left: fc.nat(14),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(cases, ({ shape, fill, padding, top, left, seed }) => {
        fc.pre(top <= 2 * padding && left <= 2 * padding);
        fc.pre(fill === 'zero' || padding < Math.min(shape[0], shape[1]));
        const random = randomStream(seed, 'pixels');
        const pixels = Array.from({ length: shape[0] * shape[1] * shape[2] }, () => 1 + random.below(255));
        const output = new Uint8Array(pixels.length).fill(77);
        randomCrop({ padding, fill }).prepare(shape)(Uint8Array.from(pixels), output, placed(top, left));
        expect([...output]).toEqual(oracle(pixels, shape, { padding, fill }, top, left));
      }),
    );
  });

  it('takes each of the 81 places of padding 4 about as often as any other', () => {
    const seen = new Map<string, number>();
    const apply = randomCrop().prepare([9, 9, 1]);
    const dot = new Uint8Array(81);
    dot[40] = 1;
    for (let item = 0; item < 8100; item++) {
      const output = new Uint8Array(81);
      apply(dot, output, randomStream(3, 'augment', 0, item));
      const at = `${output.indexOf(1)}`;
      seen.set(at, (seen.get(at) ?? 0) + 1);
    }
    expect(seen.size).toBe(81);
    // Mean 100, standard deviation 10.
    expect(Math.min(...seen.values())).toBeGreaterThan(55);
    expect(Math.max(...seen.values())).toBeLessThan(145);
  });

  it('refuses a padding that cannot be', () => {
    expect(() => randomCrop({ padding: -1 })).toThrow(expect.objectContaining({ code: 'augmentation-wrong' }));
    expect(() => randomCrop({ padding: 3, fill: 'reflect' }).prepare([3, 5, 1])).toThrow(
      /less than the height and width/,
    );
  });
});
