import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { horizontalFlip } from '../augment/horizontal-flip.ts';
import { randomCrop } from '../augment/random-crop.ts';
import { type BatchOptions, batches } from '../batches.ts';
import { prefetched } from './prefetch.ts';

const images = {
  count: 37,
  shape: [6, 5, 3] as const,
  pixels: Uint8Array.from({ length: 37 * 90 }, (_, i) => (i * 31) % 256),
  labels: Uint8Array.from({ length: 37 }, (_, i) => i % 7),
};
const options: BatchOptions = {
  images,
  batchSize: 8,
  shuffle: true,
  seed: 9,
  augment: [horizontalFlip(), randomCrop({ padding: 2, fill: 'reflect' })],
  normalise: { mean: [0.1, 0.2, 0.3], deviation: [1, 2, 3] },
};

/** The worker's file, built: these tests run from sources, which a worker on Node 20 cannot. */
let folder: string;
let worker: URL;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'altsparse-prefetch-'));
  worker = await bundle(new URL('./worker.ts', import.meta.url), 'worker.mjs');
});
afterAll(() => rm(folder, { recursive: true }));

async function bundle(entry: URL, name: string): Promise<URL> {
  const outfile = join(folder, name);
  await build({
    entryPoints: [fileURLToPath(entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@altsparse/source'],
    logLevel: 'silent',
  });
  return pathToFileURL(outfile);
}

describe('prefetched', () => {
  it('gives the bits of the plain source, in order and out of it, over epochs', async () => {
    const plain = batches(options);
    const source = prefetched(options, { worker });
    expect(source).toMatchObject({ threaded: true, batchesPerEpoch: 5, size: 37 });
    for (const index of [0, 1, 2, 3, 4, 5, 6, 40, 3, 3, 7, 8, 0]) {
      expect(await source.batch(index), `batch ${index}`).toEqual(await plain.batch(index));
    }
    expect(source.threaded).toBe(true);
    await source.dispose();
    expect(source.threaded).toBe(false);
  });

  it('finds its own worker where Node runs TypeScript, and gives the same bits where it does not', async () => {
    const source = prefetched(options);
    expect(await source.batch(11)).toEqual(await batches(options).batch(11));
    expect(source.threaded).toBe('typescript' in process.features && process.features.typescript !== false);
    await source.dispose();
  });

  it('answers many calls at once, the same number twice among them', async () => {
    const plain = batches(options);
    const source = prefetched(options, { worker, ahead: 1 });
    const indices = [5, 2, 2, 0, 9, 5];
    const found = await Promise.all(indices.map((index) => source.batch(index)));
    expect(found).toEqual(await Promise.all(indices.map((index) => plain.batch(index))));
    expect(source.threaded).toBe(true);
    await source.dispose();
  });

  it('makes batches itself where a worker fails or cannot be', async () => {
    const broken = join(folder, 'broken.mjs');
    await writeFile(broken, 'throw new Error("no");');
    const elsewhere = { name: 'mine', prepare: () => (input: Uint8Array, output: Uint8Array) => output.set(input) };
    const cases: [BatchOptions, URL][] = [
      [options, pathToFileURL(broken)],
      [options, pathToFileURL(join(folder, 'nowhere.mjs'))],
      [{ ...options, augment: [elsewhere] }, worker],
    ];
    for (const [these, entry] of cases) {
      const source = prefetched(these, { worker: entry });
      expect(await source.batch(3)).toEqual(await batches(these).batch(3));
      expect(await source.batch(4)).toEqual(await batches(these).batch(4));
      expect(source.threaded).toBe(false);
      await source.dispose();
    }
  });

  it('refuses wrong options and numbers as the plain source does, and work after its end', async () => {
    expect(() => prefetched({ ...options, batchSize: 0 })).toThrow(
      expect.objectContaining({ code: 'batch-options-wrong' }),
    );
    expect(() => prefetched(options, { ahead: 0 })).toThrow(/ahead/);
    const source = prefetched(options, { worker });
    await expect(source.batch(-1)).rejects.toMatchObject({ code: 'batch-number-wrong' });
    const begun = expect(source.batch(0)).rejects.toMatchObject({ code: 'batch-source-disposed' });
    await source.dispose();
    await source.dispose();
    await begun;
    await expect(source.batch(0)).rejects.toMatchObject({ code: 'batch-source-disposed' });
  });

  it('keeps a process alive while a batch is awaited, and not when left undisposed', async () => {
    await bundle(new URL('./prefetch.ts', import.meta.url), 'prefetch.mjs');
    const program = join(folder, 'program.mjs');
    await writeFile(
      program,
      `import { prefetched } from './prefetch.mjs';
      const images = { count: 4, shape: [1, 1, 1], pixels: Uint8Array.of(1, 2, 3, 4), labels: Uint8Array.of(0, 1, 2, 3) };
      const source = prefetched({ images, batchSize: 2 }, { worker: new URL('./worker.mjs', import.meta.url) });
      const { labels } = await source.batch(1);
      console.log(source.threaded, ...labels);`,
    );
    const { stdout } = await promisify(execFile)(process.execPath, [program], { timeout: 30_000 });
    expect(stdout).toBe('true 2 3\n');
  });
});
