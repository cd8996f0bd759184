import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Images, pickImages } from './images.ts';
import { split } from './split.ts';

/** Images of one pixel that holds the image's own number. */
const labelled = (labels: number[]): Images => ({
  count: labels.length,
  shape: [1, 1, 1],
  pixels: Uint8Array.from(labels.keys()),
  labels: Uint8Array.from(labels),
});

describe('split', () => {
  it('takes the same share of each class and keeps the order', () => {
    const images = labelled([0, 1, 0, 1, 0, 1, 0, 1, 1, 1]);
    const { train, validation } = split(images, { share: 0.5, seed: 1 });
    expect([...validation.labels].filter((label) => label === 0)).toHaveLength(2);
    expect([...validation.labels].filter((label) => label === 1)).toHaveLength(3);
    expect([...train.pixels, ...validation.pixels].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const { pixels, labels } of [train, validation]) {
      expect([...pixels]).toEqual([...pixels].sort((a, b) => a - b));
      expect([...labels]).toEqual([...pixels].map((item) => images.labels[item]));
    }
  });

  it('puts each image in exactly one part, the same one for the same seed', () => {
    const labels = fc.array(fc.nat(3), { minLength: 8, maxLength: 60 });
    fc.assert(
      fc.property(labels, fc.integer(), (labels, seed) => {
        const images = labelled([0, 0, ...labels]);
        const { train, validation } = split(images, { share: 0.5, seed });
        const all = [...train.pixels, ...validation.pixels].sort((a, b) => a - b);
        expect(all).toEqual([...images.pixels]);
        for (const label of new Set(images.labels)) {
          const of = (part: Images): number => part.labels.filter((one) => one === label).length;
          expect(of(validation)).toBe(Math.round(of(images) / 2));
        }
        expect(split(images, { share: 0.5, seed })).toEqual({ train, validation });
      }),
    );
  });

  it('takes other images with another seed', () => {
    const images = labelled(new Array<number>(100).fill(0));
    const part = (seed: number): Uint8Array => split(images, { share: 0.5, seed }).validation.pixels;
    expect([...part(1)]).not.toEqual([...part(2)]);
  });

  it('refuses a share that leaves a part empty', () => {
    const images = labelled([0, 0]);
    for (const share of [0, 1, -0.1, Number.NaN, 0.01, 0.99]) {
      expect(() => split(images, { share })).toThrow(expect.objectContaining({ code: 'split-wrong' }));
    }
  });
});

describe('pickImages', () => {
  it('copies the chosen images in the given order', () => {
    const { pixels, labels, count } = pickImages(labelled([5, 6, 7]), [2, 0, 2]);
    expect({ pixels: [...pixels], labels: [...labels], count }).toEqual({
      pixels: [2, 0, 2],
      labels: [7, 5, 7],
      count: 3,
    });
  });

  it('refuses numbers that no image has', () => {
    expect(() => pickImages(labelled([5]), [1])).toThrow(
      expect.objectContaining({ code: 'image-number-out-of-range' }),
    );
    expect(() => pickImages(labelled([5]), [-1])).toThrow(/from 0 to 0/);
  });
});
