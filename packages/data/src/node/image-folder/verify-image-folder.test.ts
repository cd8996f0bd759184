import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { patternImage, type TestFolder, testFolder } from './folder.test.kit.ts';
import { verifyImageFolder } from './verify-image-folder.ts';

let folder: TestFolder;
beforeEach(async () => {
  folder = await testFolder();
  const png = await patternImage(9, 9).png().toBuffer();
  for (const name of ['train/a/1.png', 'train/b/1.png', 'val/a/1.png', 'test/b/1.png']) await folder.put(name, png);
});
afterEach(() => folder.remove());

describe('a look at every image of a folder', () => {
  it('finds nothing where all is well, and tells how far it is', async () => {
    const told: string[] = [];
    const onProgress = (done: number, files: number): void => void told.push(`${done}/${files}`);
    const report = await verifyImageFolder(folder.path, { onProgress });
    expect(report).toEqual({ folder: folder.path, files: 4, corrupt: [] });
    expect(told).toEqual(['1/4', '2/4', '3/4', '4/4']);
  });

  it('names every file that holds no whole image, in each part', async () => {
    await folder.put('train/b/0.jpg', '');
    await folder.put('val/a/2.png', 'words');
    const jpeg = await patternImage(40, 40).jpeg().toBuffer();
    await folder.put('test/b/3.jpg', jpeg.subarray(0, Math.floor(jpeg.length * 0.9)));
    const { files, corrupt } = await verifyImageFolder(folder.path);
    expect(files).toBe(7);
    const names = ['train/b/0.jpg', 'val/a/2.png', 'test/b/3.jpg'];
    expect(corrupt.map(({ path }) => path)).toEqual(names.map((name) => join(folder.path, name)));
    for (const { found } of corrupt) expect(found).toMatch(/\w/);
  });

  it('can be stopped, and is refused as the folder itself is', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(verifyImageFolder(folder.path, { signal })).rejects.toThrow('enough');
    await expect(verifyImageFolder(join(folder.path, 'no'))).rejects.toMatchObject({ code: 'image-folder-missing' });
  });
});
