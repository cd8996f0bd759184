import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
let runs: string;
beforeAll(async () => {
  runs = await mkdtemp(join(tmpdir(), 'altsparse-example-'));
});
afterAll(() => rm(runs, { recursive: true }));

/** Runs the built command as a user would. */
function altsparse(...args: string[]): Promise<{ code: number; out: string; notes: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [here('../packages/cli/dist/main.js'), ...args], (error, out, notes) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, notes }),
    );
  });
}

describe('a plug-in in a folder of its own', () => {
  it('is listed with its promises', async () => {
    const { out } = await altsparse('plugins', '--plugin', here('./own-plugin'));
    expect(out).toContain('oldest-out: In each layer');
    expect(out).toContain('promises: exactCount, layerCounts');
  });

  it('runs by path, and changes its mask at each of its events', async () => {
    const few = ['--set=engine=wasm', '--set=data={"use":"digits","take":{"train":64,"test":50}}'];
    const { code, notes } = await altsparse('train', here('./own-plugin.config.ts'), ...few, '--runs', runs);
    expect([code, notes]).toEqual([0, expect.anything()]);
    const [name = ''] = await readdir(runs);
    const lines = (await readFile(join(runs, name, 'metrics.jsonl'), 'utf8')).trim().split('\n');
    const events = lines
      .map((line) => JSON.parse(line) as { type: string; step: number })
      .filter((one) => one.type === 'mask');
    // every 4 steps of 20, from the first period on
    expect(events.map(({ step }) => step)).toEqual([4, 8, 12, 16]);
  });
});
