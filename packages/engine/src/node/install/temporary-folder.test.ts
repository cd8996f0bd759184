import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTemporary, removeLeftovers } from './temporary-folder.ts';

const host = hostname().replace(/[^\w]/g, '_');
let cache: string;

describe('folders of unfinished installations', () => {
  beforeEach(() => {
    cache = mkdtempSync(join(tmpdir(), 'altsparse-cache-'));
  });
  afterEach(() => rmSync(cache, { recursive: true }));

  it('stay while their process lives', async () => {
    const folder = await makeTemporary(cache, '1.2.3-4.5.6-linux-x64');
    expect(await removeLeftovers(cache)).toEqual([]);
    expect(existsSync(folder)).toBe(true);
  });

  it('are removed when their process is gone', async () => {
    const name = `1.2.3-4.5.6-linux-x64.tmp-${host}-${2 ** 22 + 1}-abc`; // above the largest number Linux gives
    mkdirSync(join(cache, name));
    expect(await removeLeftovers(cache)).toEqual([name]);
  });

  it('of other machines are removed after a day only', async () => {
    const young = '1.2.3-4.5.6-linux-x64.tmp-elsewhere-1-abc';
    const old = '1.2.3-4.5.6-linux-x64.tmp-elsewhere-2-abc';
    for (const name of [young, old]) mkdirSync(join(cache, name));
    const past = new Date(Date.now() - 25 * 3600 * 1000);
    utimesSync(join(cache, old), past, past);
    expect(await removeLeftovers(cache)).toEqual([old]);
  });

  it('are found beside engines, which stay', async () => {
    mkdirSync(join(cache, '1.2.3-4.5.6-linux-x64'));
    expect(await removeLeftovers(cache)).toEqual([]);
    expect(await removeLeftovers(join(cache, 'none'))).toEqual([]);
  });
});
