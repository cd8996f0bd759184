// The measurements of the sparse engine as they are started, on what is small.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** Ten seconds, more on a busy machine. */
const patience = 240_000;

let folder;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'altsparse-runs-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a benchmark; gives its result, its notes and its exit status. */
function bench(name, ...args) {
  const main = fileURLToPath(new URL(`./${name}/main.mjs`, import.meta.url));
  const all = [main, ...args, '--picture', join(folder, `${name}.svg`), '--json'];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, all, (_, out, notes) => {
      resolve({ status: child.exitCode, notes, result: out === '' ? undefined : JSON.parse(out) });
    });
  });
}

it(
  'sparse-step: two engines begin with the same losses, and sub-nets have a mean',
  async () => {
    const args = [
      '--engines=wasm,tensorflow',
      '--precision=fp32',
      '--sparsity=90,98',
      '--batch=2',
      '--threads=1',
      '--pairs=1',
    ];
    const { status, notes, result } = await bench('sparse-step', ...args);
    expect(notes).toContain('done (1 of 1)');
    expect(status).toBe(0);
    const [setting] = result.settings;
    expect(setting).toMatchObject({ net: 'wide', batch: 2, threads: 1, sparsities: [0.9, 0.98] });
    expect(setting.rows.map(({ engine, sparsity }) => [engine, sparsity])).toEqual([
      ['wasm', 0.9],
      ['wasm', 0.98],
      ['tensorflow', 0.9],
      ['tensorflow', 0.98],
      ['wasm', 'mean'],
      ['tensorflow', 'mean'],
    ]);
    const [first, , other] = setting.rows;
    expect(first.firstLoss).toBeCloseTo(other.firstLoss, 4);
    expect(first.split.kernels).toBeGreaterThan(0);
    expect(first.split.kernels + first.split.host + first.split.bookkeeping).toBeCloseTo(first.ms[0], 6);
    expect(await readFile(result.picture, 'utf8')).toContain('</svg>');
  },
  patience,
);

it(
  'ast-run: a whole run goes on in turns, and its phases are all of its time',
  async () => {
    const data = ['--data=digits', '--take-train=320', '--take-test=320', '--model=small-conv', '--batch=32'];
    const times = ['--steps=25', '--every=6', '--evaluate-every=10', '--chunk=10'];
    const rest = ['--starts=sparse', '--engine=wasm', '--precision=fp32', '--against=none', '--folder', folder];
    const { status, result } = await bench('ast-run', ...data, ...times, ...rest);
    expect(status).toBe(0);
    const [record] = result.records;
    expect(record.chunks).toHaveLength(3);
    expect(record.subnets.map(({ name }) => name)).toEqual(['90 %', '95 %', '98 %']);
    const names = record.phases.map(({ name }) => name);
    expect(names).toContain('forward and backward, sub-net 95 %, gradient everywhere');
    const steps = record.phases.filter(({ name }) => name.startsWith('forward')).map(({ count }) => count);
    expect(steps.reduce((sum, one) => sum + one, 0)).toBe(25);
    expect(record.phases.reduce((sum, { ms }) => sum + ms, 0)).toBeCloseTo(record.total, 3);
    expect(record.phases.find(({ name }) => name === 'evaluation').ms).toBeGreaterThan(0);
    expect(record.phases.find(({ name }) => name === 'mask updates').count).toBeGreaterThan(0);
  },
  patience,
);
