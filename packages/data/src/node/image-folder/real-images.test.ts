import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plainImageBatches } from './plain-image-batches.ts';
import { readImageFolder } from './read-image-folder.ts';

const base = join(process.env.ALTSPARSE_DATA ?? '', 'imagenet-like');

describe.skipIf(!existsSync(base)).each([
  ['imagenette-224', 400, 100, 224],
  ['tiny-imagenet', 1500, 250, 56],
] as const)('the image folder %s (needs ALTSPARSE_DATA)', (name, trainCount, testCount, size) => {
  const read = () => readImageFolder(join(base, name));

  it('has ten classes of the same size', () => {
    const { classNames, train, test } = read();
    expect([classNames.length, train.names.length, test.names.length]).toEqual([10, trainCount, testCount]);
    for (const { labels } of [train, test]) {
      const counts = classNames.map((_, label) => labels.filter((one) => one === label).length);
      expect(new Set(counts)).toEqual(new Set([labels.length / 10]));
    }
  });

  it('has numbers of photographs: mean near 0 and deviation near 1, as ImageNet has them', async () => {
    const { images } = await plainImageBatches(
      { files: read().test, batchSize: 50, size, shuffle: true },
      () => {},
    ).batch(0);
    const mean = images.reduce((sum, one) => sum + one, 0) / images.length;
    const square = images.reduce((sum, one) => sum + (one - mean) ** 2, 0) / images.length;
    expect(Math.abs(mean)).toBeLessThan(0.5);
    expect(Math.abs(Math.sqrt(square) - 1)).toBeLessThan(0.4);
  });
});
