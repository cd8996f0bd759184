import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Augmentation } from './augment/augmentation.ts';
import { augmentationFrom } from './augment/augmentation-from.ts';
import { horizontalFlip } from './augment/horizontal-flip.ts';
import { randomCrop } from './augment/random-crop.ts';
import { batches } from './batches.ts';
import type { Images } from './images.ts';

/** Image i is 2 × 2 × 1 with pixels 4i to 4i + 3 (mod 256) and label i mod 3. */
const numbered = (count: number): Images => ({
  count,
  shape: [2, 2, 1],
  pixels: Uint8Array.from({ length: 4 * count }, (_, i) => i % 256),
  labels: Uint8Array.from({ length: count }, (_, i) => i % 3),
});

const plain = { mean: [0], deviation: [1 / 255] };
const augment = [horizontalFlip(), randomCrop({ padding: 1 })];

describe('batches', () => {
  it('deals images in their order, the last batch of an epoch smaller', async () => {
    const source = batches({ images: numbered(3), batchSize: 2, normalise: plain });
    expect(source).toMatchObject({ batchesPerEpoch: 2, size: 3 });
    expect(await source.batch(0)).toEqual({
      size: 2,
      images: Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7),
      labels: Int32Array.of(0, 1),
    });
    expect(await source.batch(1)).toEqual({ size: 1, images: Float32Array.of(8, 9, 10, 11), labels: Int32Array.of(2) });
    expect(await source.batch(2)).toEqual(await source.batch(0));
  });

  it('leaves the rest of an epoch out if told to', async () => {
    const source = batches({ images: numbered(5), batchSize: 2, lastPartial: 'drop' });
    expect(source).toMatchObject({ batchesPerEpoch: 2, size: 4 });
    expect((await source.batch(3)).labels).toEqual(Int32Array.of(2, 0));
  });

  it('gives numbers from 0 to 1 by default, and (pixel / 255 − mean) / deviation when told', async () => {
    const images: Images = { count: 1, shape: [1, 1, 3], pixels: Uint8Array.of(0, 51, 255), labels: Uint8Array.of(0) };
    const defaults = await batches({ images, batchSize: 1 }).batch(0);
    expect(defaults.images).toEqual(Float32Array.of(0, 0.2, 1));
    const normalise = { mean: [0.5, 0.1, 0.2], deviation: [0.25, 0.5, 0.4] };
    const scaled = await batches({ images, batchSize: 1, normalise }).batch(0);
    expect([...scaled.images]).toEqual([-2, Math.fround(0.2), 2]);
  });

  it('shows each image once in each epoch, in another order each time', async () => {
    const source = batches({ images: numbered(20), batchSize: 6, shuffle: true, seed: 5, normalise: plain });
    const epochs = [];
    for (let epoch = 0; epoch < 3; epoch++) {
      const items: number[] = [];
      for (let i = 0; i < 4; i++) {
        const { images } = await source.batch(4 * epoch + i);
        for (let at = 0; at < images.length; at += 4) items.push(images[at]! / 4);
      }
      epochs.push(items);
      expect([...items].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    }
    expect(epochs[0]).not.toEqual(epochs[1]);
    expect(epochs[1]).not.toEqual(epochs[2]);
  });

  it('gives the same bits for the same number, in whatever order batches are asked for', async () => {
    const options = { images: numbered(23), batchSize: 4, shuffle: true, augment };
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.array(fc.nat(30), { maxLength: 12 }), async (seed, indices) => {
        const source = batches({ ...options, seed });
        for (const index of indices) {
          expect(await source.batch(index)).toEqual(await batches({ ...options, seed }).batch(index));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('changes an image otherwise in another epoch and with another seed, and by its place in the list', async () => {
    const images = {
      ...numbered(1),
      shape: [16, 16, 1] as const,
      pixels: Uint8Array.from({ length: 256 }, (_, i) => i),
    };
    const crop = randomCrop({ padding: 7 });
    const first = async (seed: number, epoch: number, list: Augmentation[]): Promise<Float32Array> =>
      (await batches({ images, batchSize: 1, seed, augment: list }).batch(epoch)).images;
    const base = await first(1, 0, [crop]);
    expect(await first(1, 1, [crop])).not.toEqual(base);
    expect(await first(2, 0, [crop])).not.toEqual(base);
    expect(await first(1, 0, [horizontalFlip({ probability: 0 }), crop])).not.toEqual(base);
  });

  it('leaves the images as they were', async () => {
    const images = numbered(8);
    await batches({ images, batchSize: 8, shuffle: true, augment }).batch(3);
    expect(images).toEqual(numbered(8));
  });

  it('makes the same from described augmentations', async () => {
    const described = augment.map(({ description }) => augmentationFrom(description!));
    const options = { images: numbered(9), batchSize: 9, seed: 4 };
    expect(await batches({ ...options, augment: described }).batch(2)).toEqual(
      await batches({ ...options, augment }).batch(2),
    );
  });

  it.each([
    ['a batch size of 0', { images: numbered(3), batchSize: 0 }, 'batch-options-wrong'],
    ['no images', { images: numbered(0), batchSize: 1 }, 'batch-options-wrong'],
    [
      'fewer images than a batch',
      { images: numbered(3), batchSize: 4, lastPartial: 'drop' as const },
      'batch-options-wrong',
    ],
    ['a seed that is no whole number', { images: numbered(3), batchSize: 1, seed: 0.5 }, 'batch-options-wrong'],
    ['too few labels', { images: { ...numbered(3), labels: Uint8Array.of(1) }, batchSize: 1 }, 'images-inconsistent'],
    [
      'two means for one channel',
      { images: numbered(3), batchSize: 1, normalise: { mean: [0, 0], deviation: [1] } },
      'normalisation-wrong',
    ],
    [
      'a deviation of 0',
      { images: numbered(3), batchSize: 1, normalise: { mean: [0], deviation: [0] } },
      'normalisation-wrong',
    ],
  ])('refuses %s', (_, options, code) => {
    expect(() => batches(options)).toThrow(expect.objectContaining({ code }));
  });

  it('refuses what is no number of a batch', async () => {
    const source = batches({ images: numbered(3), batchSize: 1 });
    await expect(source.batch(-1)).rejects.toMatchObject({ code: 'batch-number-wrong' });
    await expect(source.batch(0.5)).rejects.toMatchObject({ code: 'batch-number-wrong' });
  });
});
