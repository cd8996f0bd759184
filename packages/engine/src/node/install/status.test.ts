import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeManifest } from './manifest.ts';
import { removeEngine } from './remove.ts';
import { selectEngine, selectedEngine } from './selection.ts';
import { engineStatus } from './status.ts';
import { type EngineKey, folderName } from './target.ts';

const keyOf = (tensorflow: string): EngineKey => ({
  tensorflow,
  tfjs: '9.9.9',
  platform: 'linux',
  arch: 'x64',
  gpu: false,
});
let cache: string;

async function addEngine(tensorflow: string): Promise<string> {
  const folder = join(cache, 'engine', folderName(keyOf(tensorflow)));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'library'), tensorflow);
  await writeManifest(folder, { key: keyOf(tensorflow), wheels: [] }, ['library']);
  return folder;
}

describe('the engines in the cache', () => {
  beforeEach(() => {
    cache = mkdtempSync(join(tmpdir(), 'altsparse-status-'));
  });
  afterEach(() => rmSync(cache, { recursive: true }));

  it('are listed with their size and what is wrong with them', async () => {
    const whole = await addEngine('0.0.1');
    const broken = await addEngine('0.0.2');
    writeFileSync(join(broken, 'library'), 'x');
    mkdirSync(join(cache, 'engine', `${folderName(keyOf('0.0.3'))}.tmp-elsewhere-1-a`));
    const status = await engineStatus({ cache });
    expect(status.engines).toEqual([
      { folder: whole, key: keyOf('0.0.1'), bytes: 5, ok: true, faults: [], linked: false },
      expect.objectContaining({ folder: broken, ok: false, faults: ['library has 1 bytes, not 5'] }),
    ]);
    expect(status.unfinished).toHaveLength(1);
  });

  it('are compared by checksum on request', async () => {
    const folder = await addEngine('0.0.1');
    writeFileSync(join(folder, 'library'), '0.0.2');
    const { engines } = await engineStatus({ cache, checksums: true });
    expect(engines[0]?.faults).toEqual(['library has another checksum than when it was installed']);
  });

  it('are removed all, or one version of them, and nothing else is', async () => {
    const first = await addEngine('0.0.1');
    const second = await addEngine('0.0.2');
    const stranger = join(cache, 'engine', 'notes');
    mkdirSync(stranger);
    selectEngine(join(cache, 'engine'), keyOf('0.0.2'));
    expect(await removeEngine({ cache, tensorflow: '0.0.1' })).toMatchObject({ folders: [first], bytes: 5 });
    expect(selectedEngine(join(cache, 'engine'), keyOf('0.0.2'))).toEqual({ tensorflow: '0.0.2', gpu: false });
    expect(await removeEngine({ cache })).toMatchObject({ folders: [second], bytes: 5 });
    expect(selectedEngine(join(cache, 'engine'), keyOf('0.0.2'))).toBeUndefined();
    expect(readdirSync(join(cache, 'engine'))).toEqual(['notes']);
  });

  it('may be none', async () => {
    expect(await engineStatus({ cache: join(cache, 'empty') })).toMatchObject({ engines: [], unfinished: [] });
    expect(await removeEngine({ cache: join(cache, 'empty') })).toMatchObject({ folders: [], bytes: 0 });
  });
});
