import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { horizontalFlip } from '@altsparse/data';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../command.ts';
import { type BatchesRequest, type DataSource, disposeBatches, type RunBatches } from './data-source.ts';
import { imageFolderData } from './image-folder.ts';

let base: string;
let folder: string;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'altsparse-image-folder-'));
  folder = join(base, 'plain');
  await fill(folder, { train: 10, val: 3, test: 2 });
});
afterAll(() => rm(base, { recursive: true }));

let open: RunBatches | undefined;
afterEach(async () => {
  if (open) await disposeBatches(open);
  open = undefined;
});

async function put(path: string, content: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

/** Two classes, black left or right; as many images of each as told, part by part. */
async function fill(at: string, parts: Readonly<Record<string, number>>): Promise<void> {
  const classes = { left: [0, 255], right: [255, 0] };
  for (const [name, [left = 0, right = 0]] of Object.entries(classes)) {
    const pixels = Uint8Array.from({ length: 12 * 12 * 3 }, (_, i) => (i % 36 < 18 ? left : right));
    const png = await sharp(pixels, { raw: { width: 12, height: 12, channels: 3 } })
      .png()
      .toBuffer();
    for (const [part, count] of Object.entries(parts))
      for (let i = 0; i < count; i++) await put(join(at, part, name, `${i}.png`), png);
  }
}

const request: BatchesRequest = { batchSize: 4, seed: 1, augment: 'usual', note: () => {} };

function source(options: object = {}): DataSource {
  return imageFolderData.create(imageFolderData.options.parse({ folder, size: 8, ...options }) as never);
}

async function batchesOf(more: Partial<BatchesRequest>, options?: object): Promise<RunBatches> {
  open = await source(options).batches({ ...request, ...more });
  return open;
}

const sizes = ({ training, evaluation, test }: RunBatches): number[] => [training.size, evaluation.size, test.size];

describe('image folders in a config', () => {
  it('are described by their names alone', () => {
    const { shape, classes, trainImages, validationImages, testImages } = source({ take: { train: 5 } });
    expect([shape, classes, trainImages, validationImages, testImages]).toEqual([[8, 8, 3], 2, 5, 6, 4]);
    expect(imageFolderData.options.parse({ folder })).toMatchObject({ size: 224, scale: [0.08, 1], onCorrupt: 'stop' });
  });

  it('are evaluated on val where there is test as well, or on the part that is drawn out of train', async () => {
    const brought = await batchesOf({});
    expect([sizes(brought), brought.evaluation === brought.test]).toEqual([[20, 6, 4], false]);
    await disposeBatches(brought);
    const drawn = await batchesOf({ validation: { share: 0.2, seed: 1 } });
    expect(sizes(drawn)).toEqual([16, 4, 4]);
    expect([...(await drawn.evaluation.batch(0)).labels]).toEqual([0, 0, 1, 1]);
  });

  it('give each class its share where only some are taken', async () => {
    const { training, test } = await batchesOf({}, { take: { train: 4, test: 2 } });
    expect([...(await training.batch(0)).labels].sort()).toEqual([0, 0, 1, 1]);
    expect([...(await test.batch(0)).labels]).toEqual([0, 1]);
  });

  it('change training images as asked, and no others', async () => {
    const first = async (augment: BatchesRequest['augment'], options: object = {}): Promise<Float32Array> => {
      const one = await batchesOf({ augment, seed: 2 }, { resize: 8, ...options });
      const { images } = await one.training.batch(0);
      await disposeBatches(one);
      return images;
    };
    const none = await first('none');
    expect(await first([], { crop: 'centre' })).toEqual(none);
    expect(await first('usual')).not.toEqual(none);
    const flipped = await first([horizontalFlip({ probability: 1 })], { crop: 'centre' });
    const row = (images: Float32Array): number[] => [0, 1, 2, 3, 4, 5, 6, 7].map((column) => images[3 * column] ?? 0);
    expect(row(flipped)).toEqual(row(none).reverse());
  });
});

/** Runs the command in this process and keeps what it writes. */
async function run(...args: string[]): Promise<{ code: number; notes: string }> {
  const notes: string[] = [];
  const output = { out: () => {}, note: (line: string) => void notes.push(line), live: false };
  return { code: await runCommand(args, output), notes: notes.join('\n') };
}

function experiment(at: string, ...more: string[]): string[] {
  const values = { model: 'small-conv', strategy: 'dense', subnets: [0], steps: 3, batchSize: 4, engine: 'wasm' };
  const data = { use: 'image-folder', folder: at, size: 8 };
  const all = Object.entries({ data, ...values }).map(([key, value]) => `--set=${key}=${JSON.stringify(value)}`);
  return [...all, ...more.map((one) => `--set=${one}`)];
}

describe('a run on an image folder', () => {
  it('trains and is planned', async () => {
    const runs = join(base, 'runs');
    expect((await run('train', ...experiment(folder), '--runs', runs)).code).toBe(0);
    expect(await readdir(runs)).toHaveLength(1);
    expect((await run('plan', ...experiment(folder), '--no-measure')).code).toBe(0);
  });

  it('stops at a planted corrupt image and names it, or leaves it out and names it once', async () => {
    const at = join(base, 'planted');
    await fill(at, { train: 4, val: 1 });
    const planted = join(at, 'train', 'left', '9.png');
    await put(planted, new Uint8Array());
    const runs = ['--runs', join(base, 'planted-runs')];
    const stopped = await run('train', ...experiment(at), ...runs);
    expect(stopped.code).toBe(1);
    expect(stopped.notes).toContain('[image-corrupt]');
    expect(stopped.notes).toContain(planted);
    const skipped = await run('train', ...experiment(at, 'data.onCorrupt=skip', 'steps=9'), ...runs);
    expect(skipped.code).toBe(0);
    expect(skipped.notes.split(planted)).toHaveLength(2);
  });

  it('can be looked through before', async () => {
    const at = join(base, 'looked');
    await fill(at, { train: 2, val: 1 });
    expect((await run('data', 'verify', 'image-folder', '--folder', at)).code).toBe(0);
    await put(join(at, 'val', 'left', '9.png'), new Uint8Array());
    expect((await run('data', 'verify', 'image-folder', '--folder', at, '--json')).code).toBe(1);
    expect((await run('data', 'verify', 'image-folder')).notes).toContain('--folder');
  });

  it('is refused, with what is missing, before there is a folder of the run', async () => {
    const runs = join(base, 'refused');
    const { code, notes } = await run('train', ...experiment(join(base, 'nowhere')), '--runs', runs);
    expect(code).toBe(1);
    expect(notes).toContain('[image-folder-missing]');
    await expect(readdir(runs)).rejects.toThrow();
  });
});
