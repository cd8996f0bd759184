import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLines } from './line-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'altsparse-lines-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a file of lines', () => {
  it('goes on behind the bytes that belong to a checkpoint; a torn line after them is gone', async () => {
    const path = join(folder, 'a');
    const first = await openLines(path);
    first.add('one');
    expect(await first.flush()).toBe(4);
    first.add('two');
    await first.close();
    await writeFile(path, 'thr', { flag: 'a' });
    const second = await openLines(path, 4);
    second.add('2');
    expect(await second.flush()).toBe(6);
    await second.close();
    expect(await readFile(path, 'utf8')).toBe('one\n2\n');
  });

  it('refuses to go on behind its end, and where it cannot be written', async () => {
    const path = join(folder, 'b');
    await writeFile(path, 'x');
    await expect(openLines(path, 4)).rejects.toMatchObject({ code: 'lines-missing' });
    expect(await readFile(path, 'utf8')).toBe('x');
    await expect(openLines(folder)).rejects.toMatchObject({ code: 'file-write' });
  });
});
