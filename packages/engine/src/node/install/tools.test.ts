import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installFor } from './install-engine.ts';
import { findTools } from './tools.ts';
import { downloadWheels } from './wheel.ts';

const path = process.env.PATH;
const python = (() => {
  try {
    return execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
})();
let folder: string;

describe('the programs an installation needs', () => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'altsparse-tools-'));
    process.env.PATH = folder;
  });
  afterEach(() => {
    process.env.PATH = path;
    rmSync(folder, { recursive: true });
  });

  it('says what to install where there is no Python, and that WebAssembly goes on', async () => {
    await expect(findTools()).rejects.toMatchObject({ code: 'engine-install-no-python' });
    await expect(findTools()).rejects.toThrow(/Install python3 with pip.*WebAssembly engine is used/);
  });

  it('stops the installation before anything is written', async () => {
    const install = installFor({ folder, version: '9.9.9' }, { cache: join(folder, 'cache') });
    await expect(install).rejects.toMatchObject({ code: 'engine-install-no-python' });
  });

  it.skipIf(python === undefined)('says so where there is Python but no pip', async () => {
    execFileSync(python ?? '', ['-m', 'venv', '--without-pip', join(folder, 'venv')]);
    const download = downloadWheels(join(folder, 'venv/bin/python'), { requirements: ['x==1'], tags: ['any'], folder });
    await expect(download).rejects.toMatchObject({ code: 'engine-install-no-pip' });
  });

  it.skipIf(python === undefined)('says so where there is no compiler', async () => {
    symlinkSync(python ?? '', join(folder, 'python3'));
    await expect(findTools()).rejects.toMatchObject({ code: 'engine-install-no-compiler' });
  });
});
