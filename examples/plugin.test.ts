import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RateSchedule } from '@altsparse/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linesOf } from './claims.test.kit.ts';
import plugin from './plugin.ts';

const config = fileURLToPath(new URL('./plugin.config.ts', import.meta.url));
let runs: string;
beforeAll(async () => {
  runs = await mkdtemp(join(tmpdir(), 'altsparse-example-'));
});
afterAll(() => rm(runs, { recursive: true }));

const command = fileURLToPath(new URL('../packages/cli/dist/main.js', import.meta.url));

/** Runs the built command as a user would: with the configs and plug-ins as files. */
function altsparse(...args: string[]): Promise<{ code: number; out: string; notes: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [command, ...args], (error, out, notes) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, notes }),
    );
  });
}

describe('a plug-in of a file', () => {
  it('is written in at most 45 lines', () => {
    expect(linesOf('plugin.ts', 'a plug-in').length).toBeLessThanOrEqual(45);
  });

  it('has a rate that rises to its peak and falls to 0', () => {
    const [triangle] = plugin.contributes.learningRates ?? [];
    const rate = triangle?.create({ peak: 1, top: 0.5 } as never) as RateSchedule;
    // over four steps: (step + ½) / 4 of the way, times 2 up to the top
    expect([0, 1, 2, 3].map((step) => rate({ step, steps: 4, stepsPerEpoch: 4 }))).toEqual([0.25, 0.75, 0.75, 0.25]);
  });

  it('serves a config: its rate is used, its observer is told, and one of the command beside it', async () => {
    const few = ['--set=steps=20', '--set=engine=wasm', '--set=data={"use":"digits","take":{"train":64,"test":50}}'];
    const { code, notes } = await altsparse('train', config, ...few, '--runs', runs);
    expect([code, notes]).toEqual([
      0,
      expect.stringMatching(/\nsub-net 0: best \d+\.\d\d %\nsub-net 1: best \d+\.\d\d %\n/),
    ]);
    const [name = ''] = await readdir(runs);
    const [, first] = (await readFile(join(runs, name, 'csv', 'steps.csv'), 'utf8')).split('\n');
    // 0.2 · (0.5 / 20) / 0.3
    expect(Number(first?.split(',')[7])).toBeCloseTo(0.2 * (0.025 / 0.3), 12);
  });

  it('has its options checked, with the path of the fault', async () => {
    const { code, notes } = await altsparse('train', config, '--set=learningRate.top=2', '--print-config');
    expect([code, notes]).toEqual([2, expect.stringContaining('learningRate.top')]);
    expect(notes).toContain("learning rate 'triangle'");
  });

  it('is listed with where it came from', async () => {
    const path = fileURLToPath(new URL('./plugin.ts', import.meta.url));
    expect((await altsparse('plugins', '--plugin', path)).out).toContain(
      `from altsparse-plugin-example, ${path}; Smith, 2017`,
    );
  });
});
