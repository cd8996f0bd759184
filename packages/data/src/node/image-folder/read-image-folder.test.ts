import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestFolder, testFolder } from './folder.test.kit.ts';
import { pickFiles, splitFiles } from './image-files.ts';
import { readImageFolder } from './read-image-folder.ts';

let folder: TestFolder;
beforeEach(async () => {
  folder = await testFolder();
});
afterEach(() => folder.remove());

const put = (...names: string[]) => Promise.all(names.map((name) => folder.put(name, 'x')));
const refused = (code: string) => expect(() => readImageFolder(folder.path)).toThrow(expect.objectContaining({ code }));
const message = (): string => {
  try {
    readImageFolder(folder.path);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

describe('a folder of images', () => {
  it('has the sorted folders of train as classes, and its files sorted by path', async () => {
    await put('train/b/2.jpg', 'train/b/10.JPEG', 'train/a/x.png', 'train/Z/x.webp', 'val/b/1.gif', 'val/a/1.tif');
    const { classNames, train, test, validation } = readImageFolder(folder.path);
    expect(classNames).toEqual(['Z', 'a', 'b']);
    expect(train).toEqual({
      folder: folder.path,
      names: ['train/Z/x.webp', 'train/a/x.png', 'train/b/10.JPEG', 'train/b/2.jpg'],
      labels: Int32Array.of(0, 1, 2, 2),
    });
    expect([test.names, [...test.labels], validation]).toEqual([['val/a/1.tif', 'val/b/1.gif'], [1, 2], undefined]);
  });

  it('has val as its validation part where there is a test part', async () => {
    await put('train/a/1.jpg', 'val/a/2.jpg', 'test/a/3.jpg');
    const { test, validation } = readImageFolder(folder.path);
    expect([test.names, validation?.names]).toEqual([['test/a/3.jpg'], ['val/a/2.jpg']]);
  });

  it('takes images in folders below a class and behind links; hidden and other files are passed over', async () => {
    await put(
      'train/a/deep/1.jpg',
      'train/a/.hidden.jpg',
      'train/a/._1.jpg',
      'train/a/notes.txt',
      'train/.cache/1.jpg',
    );
    await put('train/classes.txt', 'elsewhere/1.jpg', 'test/a/1.jpg');
    await symlink(join(folder.path, 'elsewhere'), join(folder.path, 'train/b'));
    const { classNames, train } = readImageFolder(folder.path);
    expect([classNames, train.names]).toEqual([
      ['a', 'b'],
      ['train/a/deep/1.jpg', 'train/b/1.jpg'],
    ]);
  });

  it('may lack a class in its test part', async () => {
    await put('train/a/1.jpg', 'train/b/1.jpg', 'test/b/1.jpg');
    expect([...readImageFolder(folder.path).test.labels]).toEqual([1]);
  });

  it('is refused where it, its train part or both others are not there', async () => {
    await put('train/a/1.jpg');
    refused('image-folder-missing');
    expect(message()).toContain('val/<class>');
    await put('val/a/1.jpg');
    await rm(join(folder.path, 'train'), { recursive: true });
    refused('image-folder-missing');
    expect(() => readImageFolder(join(folder.path, 'nowhere'))).toThrow(/nowhere/);
  });

  it('is refused where a class holds no image, or where there is no class', async () => {
    await put('train/a/1.jpg', 'val/a/1.jpg');
    await mkdir(join(folder.path, 'train/b'));
    refused('image-folder-empty');
    expect(message()).toContain(join('train', 'b'));
    await put('train/b/notes.txt');
    expect(message()).toContain('notes.txt');
    await rm(join(folder.path, 'train'), { recursive: true });
    await put('train/1.jpg');
    refused('image-folder-empty');
  });

  it('is refused where a class is in its test part only', async () => {
    await put('train/a/1.jpg', 'val/a/1.jpg', 'val/c/1.jpg');
    refused('image-class-unknown');
    expect(message()).toContain(join('val', 'c'));
  });
});

describe('files that are chosen', () => {
  const files = { folder: '/', names: ['a', 'b', 'c', 'd', 'e', 'f'], labels: Int32Array.of(0, 0, 0, 0, 1, 1) };

  it('come in the order asked for', () => {
    expect(pickFiles(files, [4, 0])).toEqual({ folder: '/', names: ['e', 'a'], labels: Int32Array.of(1, 0) });
    expect(() => pickFiles(files, [6])).toThrow(expect.objectContaining({ code: 'image-number-out-of-range' }));
  });

  it('for validation are the same share of each class, and none of them stays', () => {
    const { train, validation } = splitFiles(files, { share: 0.5, seed: 2 });
    expect([...train.names, ...validation.names].sort()).toEqual(files.names);
    expect([...validation.labels]).toEqual([0, 0, 1]);
    expect(splitFiles(files, { share: 0.5, seed: 2 }).validation).toEqual(validation);
  });
});
