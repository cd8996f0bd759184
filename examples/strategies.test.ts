import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { plugin as mest } from '@altsparse/prune-mest';
import { plugin as rigl } from '@altsparse/prune-rigl';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const config = fileURLToPath(new URL('./strategies.config.ts', import.meta.url));
const command = fileURLToPath(new URL('../packages/cli/dist/main.js', import.meta.url));
const names = [rigl, mest].flatMap((one) => one.contributes.strategies ?? []).map((one) => one.name);

let runs: string;
beforeAll(async () => {
  runs = await mkdtemp(join(tmpdir(), 'altsparse-strategies-'));
});
afterAll(() => rm(runs, { recursive: true }));

/** Trains the config with a strategy, as a user would; gives the events that the run wrote down. */
async function eventsOf(strategy: string): Promise<Record<string, unknown>[]> {
  const folder = join(runs, strategy);
  await new Promise<void>((resolve, reject) => {
    const args = [command, 'train', config, `--set=strategy=${strategy}`, '--runs', folder];
    execFile(process.execPath, args, (error, _, notes) => (error === null ? resolve() : reject(new Error(notes))));
  });
  const [name = ''] = await readdir(folder);
  const lines = (await readFile(join(folder, name, 'metrics.jsonl'), 'utf8')).trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('one config, with the name of the strategy changed', () => {
  it.each(names)('%s: trains 200 steps, changes its mask three times or more, and ends at the target', async (name) => {
    const events = await eventsOf(name);
    const steps = events.filter((one) => one.type === 'step');
    const changes = events.filter((one) => one.type === 'mask' && Number(one.dropped) > 0 && Number(one.grown) > 0);
    expect(steps).toHaveLength(200);
    expect(changes.length).toBeGreaterThanOrEqual(3);
    expect(events.findLast((one) => one.type === 'mask')?.sparsity).toBeCloseTo(0.8, 3);
    const losses = steps.map((one) => (one.trained as { loss: number }[])[0]?.loss ?? Number.NaN);
    const mean = (part: readonly number[]): number => part.reduce((sum, loss) => sum + loss, 0) / part.length;
    expect(mean(losses.slice(-20))).toBeLessThan(mean(losses.slice(0, 20)));
    console.log(`${name}: ${changes.length} changes, loss ${mean(losses.slice(-20)).toFixed(3)}`);
  });
});
