import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holderOf, LOCK_FILE, lockFolder } from './lock.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'altsparse-lock-'));
});
afterAll(() => rm(folder, { recursive: true }));

const leave = (pid: number, host = hostname(), since = '2020-01-01T00:00:00Z'): Promise<void> =>
  writeFile(join(folder, LOCK_FILE), JSON.stringify({ pid, host, since }));
const dead = 2 ** 22 + 1; // beyond the largest number of a process on Linux

describe('a lock', () => {
  it('is one for all who ask at once, and free again when given back', async () => {
    const asked = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)));
    const held = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(held).toHaveLength(1);
    for (const one of asked) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'run-busy' });
    expect(await holderOf(folder)).toContain(`process ${process.pid}`);
    await held[0]?.release();
    expect(await readdir(folder)).toEqual([]);
    expect(await holderOf(folder)).toBeUndefined();
  });

  it('is taken over from a process that is dead, also if it had the same number', async () => {
    for (const pid of [dead, process.pid]) {
      await leave(pid);
      const lock = await lockFolder(folder);
      expect(JSON.parse(await readFile(join(folder, LOCK_FILE), 'utf8'))).toMatchObject({ pid: process.pid });
      await lock.release();
    }
    expect(await readdir(folder)).toEqual([]);
  });

  it('is left to a process that lives, or that is on another machine', async () => {
    for (const [pid, host] of [
      [process.ppid, hostname()],
      [dead, 'elsewhere'],
    ] as const) {
      await leave(pid, host);
      await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'run-busy' });
      expect(JSON.parse(await readFile(join(folder, LOCK_FILE), 'utf8'))).toMatchObject({ pid });
    }
    await rm(join(folder, LOCK_FILE));
  });

  it('goes along when the folder is renamed', async () => {
    const lock = (await lockFolder(folder)).moved(`${folder}/.`);
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
  });
});
