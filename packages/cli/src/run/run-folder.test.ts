import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRunFolder, findRunFolder, runFiles } from './run-folder.ts';

let base: string;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'altsparse-runs-'));
});
afterAll(() => rm(base, { recursive: true }));

const fill = (folder: string): Promise<void> => writeFile(join(folder, runFiles.config), '{}');

describe('createRunFolder', () => {
  it('never gives the same folder twice, also when asked at once', async () => {
    const folders = await Promise.all(Array.from({ length: 5 }, () => createRunFolder(join(base, 'a'), 'cafe', fill)));
    expect(folders.map((one) => basename(one)).sort()).toEqual(['cafe-1', 'cafe-2', 'cafe-3', 'cafe-4', 'cafe-5']);
  });

  it('leaves what lies in an earlier run alone', async () => {
    const first = await createRunFolder(join(base, 'b'), 'cafe', fill);
    await writeFile(join(first, runFiles.result), 'mine');
    expect(basename(await createRunFolder(join(base, 'b'), 'cafe', fill))).toBe('cafe-2');
    expect(await readFile(join(first, runFiles.result), 'utf8')).toBe('mine');
  });
});

describe('a run that was killed while its folder was made', () => {
  it('leaves nothing: what a dead process left half made goes when the next run begins', async () => {
    const dead = 2 ** 22 + 1; // beyond the largest number of a process on Linux
    const runs = join(base, 'd');
    await mkdir(join(runs, `.0123abcd.${dead}.x`), { recursive: true });
    await mkdir(join(runs, `.0123abcd.${process.pid}.y`));
    await createRunFolder(runs, 'cafe', fill);
    expect((await readdir(runs)).sort()).toEqual([`.0123abcd.${process.pid}.y`, 'cafe-1']);
  });
});

describe('findRunFolder', () => {
  it('takes a path, or a name in the folder of runs', async () => {
    const folder = await createRunFolder(join(base, 'c'), 'cafe', fill);
    expect(await findRunFolder('cafe-1', join(base, 'c'))).toBe(folder);
    expect(await findRunFolder(folder, 'elsewhere')).toBe(folder);
    await expect(findRunFolder('none', base)).rejects.toMatchObject({ code: 'run-missing' });
  });
});
