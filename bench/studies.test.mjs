import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** Ten short runs, each a process of its own: ten seconds, more on a busy machine. */
const patience = 240_000;

let folder;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'altsparse-studies-'));
});
afterAll(() => rm(folder, { recursive: true }));

const tiny = [
  '--data=digits',
  '--take-train=320',
  '--take-test=400',
  '--model=small-conv',
  '--batch=32',
  '--engine=wasm',
];

/** Runs a study on a few digits; gives its result, its notes and its exit status. */
function study(name, ...args) {
  const main = fileURLToPath(new URL(`./${name}/main.mjs`, import.meta.url));
  const all = [main, '--folder', join(folder, name), ...tiny, ...args, '--json'];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, all, (_, out, notes) => {
      resolve({ status: child.exitCode, notes, result: JSON.parse(out) });
    });
  });
}

it(
  'methods: a pattern gets the nearest sparsity and a dense stage, and what is complete is not trained again',
  async () => {
    const args = ['--steps=36', '--strategies=asp,set'];
    const first = await study('methods', ...args);
    expect(first.result).toMatchObject({
      budget: 36,
      rows: [
        { label: 'asp', steps: 36, target: 0.875, maskChanges: 1, learned: true },
        { label: 'set', steps: 36, target: 0.9, sparsity: expect.closeTo(0.9, 3), learned: true },
      ],
    });
    expect(first.result.rows[1].maskChanges).toBeGreaterThan(10);
    expect(first.status).toBe(0);
    expect(await study('methods', ...args)).toMatchObject({ status: 0, result: { rows: first.result.rows } });
    expect(await readdir(join(folder, 'methods', 'asp'))).toHaveLength(1);
  },
  patience,
);

it(
  'paired: an error is named, and the others go on',
  async () => {
    const { status, result } = await study('paired', '--steps=12', '--seeds=1', '--ast-subnets=0.98,0.98');
    const [base, rigl, granet, ast] = result.records;
    for (const one of [base, rigl, granet]) expect(one).toMatchObject({ ownSteps: 12, target: 0.98 });
    expect(ast.error).toContain('Two sub-nets have the same name');
    expect(result.comparisons.map(({ seeds }) => seeds)).toEqual([1, 1, 1, 0]);
    expect(status).toBe(1);
  },
  patience,
);
