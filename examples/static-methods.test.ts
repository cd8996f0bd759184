import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
let runs: string;
beforeAll(async () => {
  runs = await mkdtemp(join(tmpdir(), 'altsparse-methods-'));
});
afterAll(() => rm(runs, { recursive: true }));

/** Trains a config with the built command; gives its result and the sparsity of each first mask and each change. */
async function trained(name: string): Promise<{ result: unknown; sparsities: number[] }> {
  const folder = join(runs, name);
  const args = ['train', here(`./${name}.config.ts`), '--set=engine=wasm', '--runs', folder];
  await new Promise<void>((resolve, reject) => {
    const command = [here('../packages/cli/dist/main.js'), ...args];
    execFile(process.execPath, command, (error) => (error === null ? resolve() : reject(error)));
  });
  const path = join(folder, (await readdir(folder))[0] ?? '');
  const lines = (await readFile(join(path, 'metrics.jsonl'), 'utf8')).trim().split('\n');
  const events = lines.map(
    (line) => JSON.parse(line) as { type: string; sparsity: number; subnets: [{ sparsity: number }] },
  );
  const sparsities = events.flatMap(({ type, sparsity, subnets }) =>
    type === 'mask' ? [sparsity] : type === 'stage' ? [subnets[0].sparsity] : [],
  );
  return { result: JSON.parse(await readFile(join(path, 'result.json'), 'utf8')), sparsities };
}

describe('the configs of static and gradual masks', () => {
  it.each([
    ['static-random', 1, [0.9]],
    ['magnitude', 2, [0, 0.9]],
    ['snip', 1, [0.9]],
    ['gmp', 11, undefined],
    ['lottery', 5, [0, 0.5, 0.75, 0.875, 0.9]],
  ])('%s: 200 steps on the digits end at 90 %% and better than chance', async (name, changes, course) => {
    const { result, sparsities } = await trained(name);
    expect(result).toMatchObject({ status: 'complete', steps: 200, subnets: [{ target: 0.9 }] });
    const [{ sparsity, test }] = (result as { subnets: [{ sparsity: number; test: { accuracy: number } }] }).subnets;
    expect(sparsity).toBeCloseTo(0.9, 3);
    expect(test.accuracy).toBeGreaterThan(0.3);
    expect(sparsities.length).toBeGreaterThanOrEqual(changes);
    if (course !== undefined) expect(sparsities.map((one) => Number(one.toFixed(3)))).toEqual(course);
    else expect(sparsities.every((one, i) => one >= (sparsities[i - 1] ?? 0))).toBe(true);
  });
});
