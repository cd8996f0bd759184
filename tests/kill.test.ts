import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { randomStream } from '@altsparse/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './workspace.ts';

/** How often a real command is killed: a few times in CI; `ALTSPARSE_KILLS=60` for the whole check. */
const kills = Number(process.env.ALTSPARSE_KILLS ?? 4);
const seed = Number(process.env.ALTSPARSE_SEED ?? Date.now() % 1_000_000);
const engine = process.env.ALTSPARSE_KILL_ENGINE ?? 'wasm';

const config = {
  data: { use: 'digits', take: { train: 640, test: 100 } },
  model: 'small-conv',
  subnets: [0.5, 0.8],
  steps: 90,
  batchSize: 16,
  engine,
  strategy: { use: 'ast', every: 5, until: { share: 0.6 } },
  surgery: 'projection',
  validation: 0.2,
  evaluateEvery: 30,
  checkpoint: { every: 3, keep: 2 },
  trace: true,
};

let folder: string;
let undisturbed: { readonly files: unknown; readonly milliseconds: number };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'altsparse-kill-'));
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));
  const started = performance.now();
  expect(await over(start(join(folder, 'undisturbed')))).toBe(0);
  undisturbed = {
    milliseconds: performance.now() - started,
    files: await contentsOf(join(folder, 'undisturbed')),
  };
  console.log(
    `seed ${seed}, ${kills} kills within ${(undisturbed.milliseconds / 1000).toFixed(1)} s, engine ${engine}`,
  );
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

function start(runs: string): ChildProcess {
  const command = ['packages/cli/dist/main.js', 'train', join(folder, 'config.json'), '--runs', runs, '--resume'];
  return spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
}

function over(child: ChildProcess): Promise<number | null> {
  let said = '';
  child.stderr?.on('data', (text) => {
    said += text;
  });
  return new Promise((resolve) => {
    child.on('close', (code) => {
      if (code !== 0 && code !== null) console.log(said);
      resolve(code);
    });
  });
}

/** Everything in a folder of runs by path: bits of tensors, lines without times. */
async function contentsOf(runs: string): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const entry of await readdir(runs, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    found[path.slice(runs.length + 1)] = await contentOf(path, entry.name);
  }
  return found;
}

/** Checkpoints hold times and the lengths of files with times in them: of those only the weights' file counts by its bits. */
async function contentOf(path: string, name: string): Promise<unknown> {
  const bytes = await readFile(path);
  if (name === 'weights.safetensors') return createHash('sha256').update(bytes).digest('hex');
  if (name === 'environment.json' || path.includes('checkpoints')) return 'there';
  return bytes
    .toString()
    .replace(/"(milli)?seconds": ?[\d.e-]+/g, '"time"')
    .replace(/"folder": "[^"]*"/, '"folder"');
}

describe('a command that is killed', () => {
  it('goes on to the bits of an undisturbed run, and leaves no torn or orphaned file', {
    timeout: 3_600_000,
  }, async () => {
    const random = randomStream(seed, 'kill');
    for (let kill = 0; kill < kills; kill++) {
      const runs = join(folder, `run-${kill}`);
      await mkdir(runs);
      const times = 1 + random.below(2);
      const moments: number[] = [];
      for (let time = 0; time < times; time++) {
        const moment = random.uniform() * undisturbed.milliseconds;
        const child = start(runs);
        const timer = setTimeout(() => child.kill('SIGKILL'), moment);
        await over(child);
        clearTimeout(timer);
        moments.push(Math.round(moment));
      }
      expect(await over(start(runs)), `seed ${seed}, killed after ${moments} ms`).toBe(0);
      expect(await contentsOf(runs), `seed ${seed}, killed after ${moments} ms`).toEqual(undisturbed.files);
      await rm(runs, { recursive: true });
    }
  });
});
