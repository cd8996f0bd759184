import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './workspace.ts';

const config = {
  data: { use: 'digits', take: { train: 64, test: 50 } },
  model: 'small-conv',
  subnets: [0.5, 0.8],
  steps: 12,
  batchSize: 8,
  engine: 'wasm',
  strategy: { use: 'ast', every: 2, until: { share: 0.6 } },
  surgery: 'projection',
  checkpoint: { every: 2, keep: 2 },
};

/** A small file system of its own, if this process may make one. */
function mount(folder: string, options: string): boolean {
  mkdirSync(folder, { recursive: true });
  return spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status === 0;
}

const folder = mkdtempSync(join(tmpdir(), 'altsparse-disk-'));
const small = join(folder, 'small');
const mounted = mount(small, 'size=2200k');
if (!mounted) console.log('No file system can be mounted here: the tests of a full disk are skipped.');

function altsparse(...args: string[]) {
  const { status, stderr } = spawnSync(process.execPath, ['packages/cli/dist/main.js', ...args], { cwd: root });
  return { status, said: stderr.toString() };
}

beforeAll(() => writeFileSync(join(folder, 'config.json'), JSON.stringify(config)));
afterAll(() => {
  if (mounted) execFileSync('umount', [small]);
  rmSync(folder, { recursive: true });
});

describe.skipIf(!mounted)('a disk that is full', () => {
  const train = () => altsparse('train', join(folder, 'config.json'), '--runs', join(small, 'runs'), '--resume');

  it('stops the run with the place and what to do; what was kept is whole, and the run ends once there is room', () => {
    // two checkpoints of 0.9 MB fit, a third beside them does not
    const { status, said } = train();
    expect(said).toContain('[file-write]');
    expect(said).toContain('ENOSPC');
    expect(said).toMatch(/step-\d+\.safetensors/);
    expect(status).toBe(1);
    const [run = ''] = readdirSync(join(small, 'runs')).map((name) => join(small, 'runs', name));
    const left = readdirSync(run, { recursive: true }) as string[];
    expect(left.filter((name) => name.includes('partial') || name.includes('lock'))).toEqual([]);
    execFileSync('mount', ['-o', 'remount,size=8m', small]);
    const after = train();
    expect(after.said).toContain('Going on with');
    expect(after.status).toBe(0);
    expect(JSON.parse(readFileSync(join(run, 'result.json'), 'utf8'))).toMatchObject({ status: 'complete', steps: 12 });
  });

  it('that may only be read is named, and nothing is begun there', () => {
    execFileSync('mount', ['-o', 'remount,ro', small]);
    const { status, said } = altsparse('train', join(folder, 'config.json'), '--runs', join(small, 'elsewhere'));
    expect([status, said]).toEqual([1, expect.stringContaining('EROFS')]);
    expect(said).toContain('[file-write]');
    const [run = ''] = readdirSync(join(small, 'runs'));
    const resumed = altsparse(
      'train',
      '--set=steps=14',
      '--resume',
      join(small, 'runs', run),
      '--force',
      '--runs',
      small,
    );
    expect([resumed.status, resumed.said]).toEqual([1, expect.stringContaining('[file-write]')]);
    execFileSync('mount', ['-o', 'remount,rw', small]);
  });
});

describe('two processes', () => {
  it('on one run: one of them trains, the other is told who does, and nothing is lost', async () => {
    const runs = join(folder, 'two');
    const { spawn } = await import('node:child_process');
    const start = () =>
      spawn(
        process.execPath,
        ['packages/cli/dist/main.js', 'train', join(folder, 'long.json'), '--runs', runs, '--resume'],
        { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] },
      );
    writeFileSync(join(folder, 'long.json'), JSON.stringify({ ...config, steps: 300 }));
    const first = start();
    await new Promise<void>((resolve) =>
      first.stderr.on('data', (text) => String(text).includes('step ') && resolve()),
    );
    const name = readdirSync(runs).find((one) => !one.startsWith('.')) ?? '';
    const second = altsparse('train', '--resume', join(runs, name));
    expect([second.status, second.said]).toEqual([1, expect.stringContaining(`process ${first.pid}`)]);
    const code = await new Promise((resolve) => first.on('close', resolve));
    expect(code).toBe(0);
    expect(readdirSync(runs)).toEqual([name]);
  });
});
