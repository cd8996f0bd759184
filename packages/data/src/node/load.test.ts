import { cp, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Images } from '../images.ts';
import { dataFolder } from './folders.ts';
import { listDatasets } from './list.ts';
import { loadDataset } from './load.ts';
import { verifyDataset } from './verify.ts';

const perClass = ({ labels }: Images): number[] => {
  const counts: number[] = [];
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'altsparse-load-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the digits', () => {
  it('are 8,000 and 2,000, a fifth of each digit in the test part', async () => {
    const data = await loadDataset('digits');
    expect(data).toMatchObject({ name: 'digits', classes: 10, shape: [28, 28, 1] });
    expect(perClass(data.test)).toEqual([200, 225, 198, 206, 196, 173, 203, 214, 189, 196]);
    expect(perClass(data.train)).toEqual([801, 902, 793, 826, 784, 690, 811, 856, 755, 782]);
    const values = data.train.pixels.reduce((sum, pixel) => sum + pixel, 0) / data.train.pixels.length / 255;
    expect(values).toBeCloseTo(data.mean[0]!, 3);
  });

  it('have the checksums of the package they come from', async () => {
    expect(await verifyDataset('digits')).toMatchObject({ ok: true });
  });

  it('are refused when a file is cut', async () => {
    await cp(dataFolder('digits'), folder, { recursive: true });
    await truncate(join(folder, '4.json'), 1000);
    await expect(loadDataset('digits', { folder })).rejects.toMatchObject({
      code: 'data-file-truncated',
      details: { place: join(folder, '4.json'), found: '1000 bytes' },
    });
    const { ok, files } = await verifyDataset('digits', { folder });
    expect([ok, files.map(({ state }) => state)]).toEqual([
      false,
      [...Array(4).fill('ok'), 'wrong', ...Array(5).fill('ok')],
    ]);
  });
});

describe('loadDataset', () => {
  it('says how to get what is not there', async () => {
    await expect(loadDataset('cifar10', { folder })).rejects.toMatchObject({
      code: 'data-file-missing',
      details: { place: join(folder, 'data_batch_1.bin'), hint: expect.stringContaining("fetchDataset('cifar10')") },
    });
  });

  it('looks at a file’s length before it reads it', async () => {
    await writeFile(join(folder, 'train.bin'), '');
    await truncate(join(folder, 'train.bin'), 153_700_001);
    await expect(loadDataset('cifar100', { folder })).rejects.toMatchObject({
      code: 'data-file-oversized',
      details: { found: '153700001 bytes', expected: '153700000 bytes' },
    });
  });

  it('refuses gzip files that are cut, damaged or too large inside', async () => {
    const name = join(folder, 'train-images-idx3-ubyte.gz');
    const cases: [Buffer, string][] = [
      [gzipSync(Buffer.alloc(1000)).subarray(0, 20), 'data-file-truncated'],
      [gzipSync(Buffer.alloc(1000)), 'data-file-truncated'],
      [Buffer.from('not gzip'), 'data-file-damaged'],
      [gzipSync(Buffer.alloc(48_000_000), { level: 1 }), 'data-file-oversized'],
    ];
    for (const [bytes, code] of cases) {
      await writeFile(name, bytes);
      await expect(loadDataset('mnist', { folder })).rejects.toMatchObject({ code, details: { place: name } });
    }
  });

  it('refuses coarse labels of a data set that has none', async () => {
    await expect(loadDataset('mnist', { labels: 'coarse' })).rejects.toMatchObject({ code: 'dataset-options-wrong' });
  });
});

describe('listDatasets', () => {
  it('tells which are here', async () => {
    const listed = await listDatasets({ environment: { ALTSPARSE_DATA: folder } });
    expect(listed.map(({ name, present }) => [name, present])).toEqual([
      ['digits', true],
      ['mnist', false],
      ['fashion-mnist', false],
      ['cifar10', false],
      ['cifar100', false],
    ]);
    expect(listed[3]?.path).toBe(join(folder, 'cifar-10-batches-bin'));
  });
});

/** Real files: named in the report as skipped where they are not. */
const here = new Set((await listDatasets()).filter(({ present }) => present).map(({ name }) => name));
const real = (name: string) => describe.skipIf(!here.has(name));

real('cifar10')('the real CIFAR-10 (needs ALTSPARSE_DATA)', () => {
  it('has its classes, its first images and the published channel means', async () => {
    const { train, test, mean } = await loadDataset('cifar10');
    expect([perClass(train), perClass(test)]).toEqual([Array(10).fill(5000), Array(10).fill(1000)]);
    expect([...train.labels.subarray(0, 5)]).toEqual([6, 9, 9, 4, 1]);
    expect([...test.labels.subarray(0, 5)]).toEqual([3, 8, 8, 0, 6]);
    expect([...train.pixels.subarray(0, 3)]).toEqual([59, 62, 63]);
    const sums = [0, 0, 0];
    train.pixels.forEach((pixel, i) => {
      sums[i % 3]! += pixel;
    });
    sums.forEach((sum, channel) => {
      expect(sum / (50_000 * 1024) / 255).toBeCloseTo(mean[channel]!, 3);
    });
  });
});

real('cifar100')('the real CIFAR-100 (needs ALTSPARSE_DATA)', () => {
  it('has its fine and its coarse classes', async () => {
    const fine = await loadDataset('cifar100');
    expect([perClass(fine.train), perClass(fine.test)]).toEqual([Array(100).fill(500), Array(100).fill(100)]);
    expect(fine.classNames[fine.train.labels[0]!]).toBe('cattle');
    const coarse = await loadDataset('cifar100', { labels: 'coarse' });
    expect(coarse).toMatchObject({ classes: 20 });
    expect(perClass(coarse.test)).toEqual(Array(20).fill(500));
    expect(coarse.classNames[coarse.train.labels[0]!]).toBe('large_omnivores_and_herbivores');
  });
});

real('fashion-mnist')('the real Fashion-MNIST (needs ALTSPARSE_DATA)', () => {
  it('has its classes, and the files the published checksums', async () => {
    const { train, test, classNames } = await loadDataset('fashion-mnist');
    expect([perClass(train), perClass(test)]).toEqual([Array(10).fill(6000), Array(10).fill(1000)]);
    expect(classNames[train.labels[0]!]).toBe('Ankle boot');
    expect(await verifyDataset('fashion-mnist')).toMatchObject({ ok: true });
  });

  it('reads unpacked files too', async () => {
    const path = dataFolder('fashion-mnist');
    const { gunzipSync } = await import('node:zlib');
    const { readFile } = await import('node:fs/promises');
    for (const part of ['train', 't10k']) {
      await symlink(join(path, `${part}-images-idx3-ubyte.gz`), join(folder, `${part}-images-idx3-ubyte.gz`));
      const labels = gunzipSync(await readFile(join(path, `${part}-labels-idx1-ubyte.gz`)));
      await writeFile(join(folder, `${part}-labels-idx1-ubyte`), labels);
    }
    expect(perClass((await loadDataset('fashion-mnist', { folder })).test)).toEqual(Array(10).fill(1000));
    expect(await verifyDataset('fashion-mnist', { folder })).toMatchObject({ ok: true });
  });
});
