import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { AltsparseError } from '@altsparse/core';
import { build } from 'esbuild';
import sharp, { type Sharp } from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { horizontalFlip } from '../../augment/horizontal-flip.ts';
import { pattern, patternImage, plainImage, type TestFolder, testFolder } from './folder.test.kit.ts';
import { imageBatches } from './image-batches.ts';
import type { ImageFiles } from './image-files.ts';
import type { ImageBatchOptions } from './image-recipe.ts';
import { plainImageBatches } from './plain-image-batches.ts';

/** Numbers are the bytes themselves. */
const asBytes = { mean: [0, 0, 0], deviation: [1 / 255, 1 / 255, 1 / 255] };

let folder: TestFolder;
beforeEach(async () => {
  folder = await testFolder();
});
afterEach(() => folder.remove());

/** The worker's file, built, below the package so that it finds sharp: Node 20 runs no TypeScript. */
const cache = new URL('../../../node_modules/.cache/altsparse/', import.meta.url);
const workerFile = fileURLToPath(new URL(`image-worker-${process.pid}.mjs`, cache));
const worker = pathToFileURL(workerFile);
beforeAll(async () => {
  await build({
    entryPoints: [fileURLToPath(new URL('./image-worker.ts', import.meta.url))],
    outfile: workerFile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['sharp'],
    conditions: ['@altsparse/source'],
    logLevel: 'silent',
  });
});
afterAll(async () => {
  await rm(workerFile);
});

async function filesOf(contents: Readonly<Record<string, Uint8Array>>): Promise<ImageFiles> {
  for (const [name, content] of Object.entries(contents)) await folder.put(name, content);
  const names = Object.keys(contents);
  return { folder: folder.path, names, labels: Int32Array.from(names.keys()) };
}

const png = (width: number, height: number, blue = 0) => patternImage(width, height, blue).png().toBuffer();

/** `count` images of the pattern, each with a blue of its own. */
async function manyFiles(count: number, side = 20): Promise<ImageFiles> {
  const contents: Record<string, Uint8Array> = {};
  for (let i = 0; i < count; i++) contents[`${i}.png`] = await png(side, side, i);
  return filesOf(contents);
}

const plain = (options: ImageBatchOptions, skipped: string[] = []) =>
  plainImageBatches({ normalise: asBytes, size: 8, ...options }, (place) => void skipped.push(place));

const bytesOf = (numbers: Float32Array): number[] => Array.from(numbers, Math.round);

/** Blue of each image: which one it is. */
const blues = (images: Float32Array, size = 8): number[] =>
  Array.from({ length: images.length / (size * size * 3) }, (_, i) => Math.round(images[i * size * size * 3 + 2] ?? 0));

describe('the pixels of a batch', () => {
  it('for evaluation are those in the middle, whole pixels where nothing is resized', async () => {
    const files = await filesOf({ 'a.png': await png(16, 12, 5) });
    const { images, labels, size } = await plain({ files, batchSize: 1, resize: 12 }).batch(0);
    const expected = [...pattern(16, 12, 5)].filter((_, i) => {
      const [row, column] = [Math.floor(i / 48), Math.floor(i / 3) % 16];
      return row >= 2 && row < 10 && column >= 4 && column < 12;
    });
    expect(bytesOf(images)).toEqual(expected);
    expect([size, [...labels]]).toEqual([1, [0]]);
  });

  it('for training are a rectangle drawn by seed, epoch and item', async () => {
    const files = await filesOf({ 'a.png': await png(40, 40), 'b.png': await png(40, 40) });
    const seen = async (epoch: number, item: number, seed: number): Promise<number[]> => {
      const source = plain({ files, batchSize: 1, crop: 'random', seed });
      return bytesOf((await source.batch(epoch * 2 + item)).images);
    };
    const first = await seen(0, 0, 1);
    expect(await seen(0, 0, 1)).toEqual(first);
    for (const other of [await seen(1, 0, 1), await seen(0, 1, 1), await seen(0, 0, 2)])
      expect(other).not.toEqual(first);
  });

  it('are all of the image where the crop must take all, then changed in the order of the list', async () => {
    const files = await filesOf({ 'a.png': await png(8, 8) });
    const crop = { scale: [1, 1], ratio: [1, 1] } as const;
    const whole = await plain({ files, batchSize: 1, crop }).batch(0);
    expect(bytesOf(whole.images)).toEqual([...pattern(8, 8)]);
    const augment = [horizontalFlip({ probability: 1 })];
    const flipped = await plain({ files, batchSize: 1, crop, augment }).batch(0);
    expect(bytesOf(flipped.images.subarray(0, 6))).toEqual([7, 0, 0, 6, 0, 0]);
  });

  it('are normalised with the mean and deviation of ImageNet', async () => {
    const files = await filesOf({ 'a.png': await plainImage(9, 9, [255, 0, 51]).png().toBuffer() });
    const { images } = await plainImageBatches({ files, size: 8, batchSize: 1 }, () => {}).batch(0);
    const expected = [(1 - 0.485) / 0.229, -0.456 / 0.224, (0.2 - 0.406) / 0.225];
    expected.forEach((value, channel) => {
      expect(images[channel]).toBeCloseTo(value, 5);
    });
  });

  it('come from grey, CMYK, 16-bit, see-through, palette and animated images without fuss', async () => {
    const red = (): Sharp => plainImage(20, 20, [200, 40, 40]);
    const files = await filesOf({
      'grey.jpg': await red().greyscale().jpeg().toBuffer(),
      'grey.png': await red().toColourspace('b-w').png().toBuffer(),
      'cmyk.jpg': await red().toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer(),
      'deep.png': await red().toColourspace('rgb16').png().toBuffer(),
      'clear.png': await red().ensureAlpha(0.5).png().toBuffer(),
      'palette.png': await red().png({ palette: true }).toBuffer(),
      'still.gif': await red().gif().toBuffer(),
      'web.webp': await red().webp({ lossless: true }).toBuffer(),
      'scan.tiff': await red().tiff({ compression: 'lzw' }).toBuffer(),
    });
    expect((await sharp(join(folder.path, 'cmyk.jpg')).metadata()).channels).toBe(4);
    const { images } = await plain({ files, batchSize: 9 }).batch(0);
    const colours = Array.from({ length: 9 }, (_, i) => bytesOf(images.subarray(i * 192, i * 192 + 3)));
    const [grey, greyPng, cmyk, ...others] = colours as [number[], number[], number[]];
    for (const one of [grey, greyPng]) expect(new Set(one).size).toBe(1);
    // Inks cannot show every colour: what matters is that red stays red.
    expect(cmyk[0]).toBeGreaterThan(150);
    expect(Math.max(cmyk[1] ?? 255, cmyk[2] ?? 255)).toBeLessThan(90);
    for (const one of others) expect(one).toEqual([200, 40, 40]);
  });

  it('stand upright where the file says that it lies on its side', async () => {
    const upright = plainImage(10, 20, [0, 0, 0]).composite([
      { input: await plainImage(10, 10, [255, 255, 255]).png().toBuffer(), top: 0, left: 0 },
    ]);
    // Orientation 6: to be turned clockwise, so what is stored was turned the other way.
    const stored = await sharp(await upright.png().toBuffer())
      .rotate(-90)
      .withMetadata({ orientation: 6 })
      .png()
      .toBuffer();
    const files = await filesOf({ 'a.png': stored });
    const { images } = await plain({ files, batchSize: 1, resize: 10 }).batch(0);
    expect(bytesOf(images.subarray(0, 3))).toEqual([255, 255, 255]);
    expect(bytesOf(images.subarray(189))).toEqual([0, 0, 0]);
  });
});

describe('batches of image files', () => {
  it('are dealt as others are: a new order in each epoch, the last one smaller or left out', async () => {
    const files = await manyFiles(5);
    const source = plain({ files, batchSize: 2, shuffle: true, seed: 3 });
    expect([source.batchesPerEpoch, source.size]).toEqual([3, 5]);
    const epoch = async (first: number): Promise<number[]> => {
      const all: number[] = [];
      for (let i = first; i < first + 3; i++) {
        const { images, labels } = await source.batch(i);
        expect(blues(images)).toEqual([...labels]);
        all.push(...labels);
      }
      return all;
    };
    const [first, second] = [await epoch(0), await epoch(3)];
    expect([[...first].sort(), [...second].sort()]).toEqual([
      [0, 1, 2, 3, 4],
      [0, 1, 2, 3, 4],
    ]);
    expect(second).not.toEqual(first);
    expect(plain({ files, batchSize: 2, lastPartial: 'drop' })).toMatchObject({ batchesPerEpoch: 2, size: 4 });
  });

  it('read ahead by a worker are bit by bit those of a new source that is asked for one of them', async () => {
    const options: ImageBatchOptions = {
      files: await manyFiles(7),
      ...{ batchSize: 3, size: 8, shuffle: true, seed: 5, crop: 'random', augment: [horizontalFlip()] },
    };
    const source = imageBatches(options, { worker });
    for (const index of [0, 1, 2, 3, 9, 4, 4, 0]) {
      const fresh = plainImageBatches(options, () => {});
      expect(await source.batch(index), `batch ${index}`).toEqual(await fresh.batch(index));
    }
    expect(source.threaded).toBe(true);
    await source.dispose();
    await expect(source.batch(0)).rejects.toMatchObject({ code: 'batch-source-disposed' });
  });

  it('can be left in the middle of reading', async () => {
    const files = await manyFiles(24, 200);
    for (let round = 0; round < 5; round++) {
      const source = imageBatches({ files, batchSize: 4, size: 64, shuffle: true, seed: round }, { worker, ahead: 4 });
      await source.batch(0);
      const begun = expect(source.batch(1)).rejects.toMatchObject({ code: 'batch-source-disposed' });
      await source.dispose();
      await begun;
    }
  });

  it('are refused where they cannot be made', async () => {
    const files = await manyFiles(1);
    const wrong: Partial<ImageBatchOptions>[] = [
      { size: 0 },
      { size: 8, resize: 7 },
      { decoders: 0 },
      { crop: { scale: [0, 1] } },
      { batchSize: 0 },
      { normalise: { mean: [0], deviation: [1] } },
    ];
    for (const more of wrong)
      expect(() => imageBatches({ files, batchSize: 1, ...more }), JSON.stringify(more)).toThrow(
        expect.objectContaining({ name: 'AltsparseError' }),
      );
  });
});

describe('a file that holds no whole image', () => {
  const corrupt = async (): Promise<Record<string, Uint8Array>> => {
    const jpeg = await patternImage(40, 40).jpeg().toBuffer();
    const flat = await png(40, 40);
    return {
      'empty.jpg': new Uint8Array(),
      'text.jpg': new TextEncoder().encode('These are words.'),
      'cut.jpg': jpeg.subarray(0, Math.floor(jpeg.length * 0.9)),
      'cut.png': flat.subarray(0, Math.floor(flat.length * 0.7)),
    };
  };

  it.each(['empty.jpg', 'text.jpg', 'cut.jpg', 'cut.png'])('stops with an error that names it: %s', async (name) => {
    const contents = { 'good.png': await png(20, 20), [name]: (await corrupt())[name] as Uint8Array };
    const files = await filesOf(contents);
    const source = imageBatches({ files, batchSize: 1, size: 8 }, { worker });
    await source.batch(0);
    const error = (await source.batch(1).catch((one: unknown) => one)) as AltsparseError;
    expect(error).toMatchObject({ code: 'image-corrupt', details: { place: join(folder.path, name) } });
    expect(error.message).toContain("onCorrupt: 'skip'");
    await source.batch(2);
    await source.dispose();
  });

  it('is found whichever part of it is wanted', async () => {
    const files = await filesOf({ 'cut.jpg': (await corrupt())['cut.jpg'] as Uint8Array });
    for (let seed = 0; seed < 10; seed++) {
      const source = plain({ files, batchSize: 1, seed, crop: { scale: [0.08, 0.1] } });
      await expect(source.batch(0), `seed ${seed}`).rejects.toMatchObject({ code: 'image-corrupt' });
    }
  });

  it('is left out where asked for: named once, and the next good one of the order takes its place', async () => {
    const bad = Object.entries(await corrupt());
    const contents: Record<string, Uint8Array> = { '0.png': await png(20, 20, 0) };
    for (const [name, content] of bad) contents[name] = content;
    contents['5.png'] = await png(20, 20, 5);
    const files = await filesOf(contents);
    const said: AltsparseError[] = [];
    const options: ImageBatchOptions = { files, batchSize: 4, size: 8, normalise: asBytes, onCorrupt: 'skip' };
    const source = imageBatches(options, { worker, onSkip: (problem) => void said.push(problem) });
    const order = async (first: number): Promise<number[][]> => {
      const batches = [await source.batch(first), await source.batch(first + 1)];
      for (const { images, labels } of batches) expect(blues(images)).toEqual([...labels]);
      return batches.map(({ labels }) => [...labels]);
    };
    expect(await order(0)).toEqual([
      [0, 5, 5, 5],
      [5, 5],
    ]);
    expect(await order(2)).toEqual([
      [0, 5, 5, 5],
      [5, 5],
    ]);
    await source.dispose();
    expect(said.map(({ code }) => code)).toEqual(Array(4).fill('image-corrupt'));
    expect(said.map(({ details }) => details.place).sort()).toEqual(
      bad.map(([name]) => join(folder.path, name)).sort(),
    );
  });

  it('is left out alike by a source that comes to it later', async () => {
    const contents: Record<string, Uint8Array> = {};
    const cut = (await corrupt())['cut.png'] as Uint8Array;
    for (let i = 0; i < 9; i++) contents[`${i}.png`] = i % 3 === 1 ? cut : await png(20, 20, i);
    const files = await filesOf(contents);
    const options = { files, batchSize: 2, shuffle: true, seed: 4, crop: 'random', onCorrupt: 'skip' } as const;
    const through = plain(options);
    for (let index = 0; index < 10; index++)
      expect(await plain(options).batch(index), `batch ${index}`).toEqual(await through.batch(index));
  });

  it('is an error where there is no other', async () => {
    const files = await filesOf({ 'a.jpg': new Uint8Array(), 'b.jpg': new Uint8Array() });
    const skipped: string[] = [];
    const source = plain({ files, batchSize: 2, onCorrupt: 'skip' }, skipped);
    await expect(source.batch(0)).rejects.toMatchObject({ code: 'images-all-corrupt' });
    expect(skipped.sort()).toEqual(['a.jpg', 'b.jpg'].map((name) => join(folder.path, name)));
  });

  it('is another thing than a file that is gone', async () => {
    const files = await filesOf({ 'a.png': await png(20, 20) });
    const gone = { ...files, names: ['b.png'] };
    await expect(plain({ files: gone, batchSize: 1, onCorrupt: 'skip' }).batch(0)).rejects.toMatchObject({
      code: 'image-unreadable',
      details: { place: join(folder.path, 'b.png') },
    });
    await expect(readFile(join(folder.path, 'b.png'))).rejects.toThrow();
  });
});
