import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accuracyRows } from './accuracies.mjs';
import { lossCheck } from './losses.mjs';
import { compareLayer, maskCheck } from './masks.mjs';

/** Half a minute, more on a busy machine. */
const patience = 240_000;

let folder;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'altsparse-two-'));
});
afterAll(() => rm(folder, { recursive: true }));

function bench(...args) {
  const main = fileURLToPath(new URL('main.mjs', import.meta.url));
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [main, ...args, '--folder', folder, '--json'], (_, out, notes) => {
      resolve({ status: child.exitCode, notes, result: out === '' ? undefined : JSON.parse(out) });
    });
  });
}

it('losses that part by more than a thousandth fail', () => {
  expect(lossCheck([2, 1], [2.001, 1])).toMatchObject({ largest: expect.closeTo(5e-4, 8), passed: true });
  expect(lossCheck([2, 1], [2, 1.002])).toMatchObject({ largest: expect.closeTo(2e-3, 8), passed: false });
});

it('a position that one mask alone has is a tie where the gradients are as good as equal', () => {
  const gradient = Float32Array.of(5, 1, -1.000001, 3, 2);
  expect(compareLayer([1, 0, 1, 0, 0], [1, 1, 0, 0, 0], gradient, 0, 3)).toMatchObject({ differ: 2, ties: 2 });
  const parted = compareLayer([0, 0, 0, 1, 0], [0, 0, 0, 0, 1], gradient, 3, 5);
  expect(parted).toEqual({ differ: 2, ties: 0, gap: 1 / 3 });
});

it('masks that differ in more than one of ten thousand kept positions fail, and so do updates that change nothing', () => {
  const update = { kept: 20_000, changed: 100, differ: 2, ties: 0, elsewhere: 0 };
  expect(maskCheck([update]).passed).toBe(true);
  expect(maskCheck([{ ...update, differ: 3 }]).passed).toBe(false);
  expect(maskCheck([{ ...update, changed: 0 }]).passed).toBe(false);
});

it('accuracies are paired by seed; a difference of more than a point beyond its interval fails', () => {
  const run = (engine, seed, accuracy) => ({ engine, precision: 'fp32', seed, subnets: [{ name: '90 %', accuracy }] });
  const base = [run('tensorflow', 0, 0.5), run('tensorflow', 1, 0.6)];
  const [same] = accuracyRows([...base, run('sparse', 1, 0.61), run('sparse', 0, 0.49)], 'tensorflow');
  expect(same).toMatchObject({
    difference: expect.closeTo(0, 9),
    standardError: expect.closeTo(0.01, 9),
    passed: true,
  });
  const [worse] = accuracyRows([...base, run('sparse', 0, 0.45), run('sparse', 1, 0.55)], 'tensorflow');
  expect(worse).toMatchObject({ difference: expect.closeTo(-0.05, 9), passed: false });
});

it(
  'both engines train a small net on digits alike',
  async () => {
    const data = ['--data=digits', '--take-train=320', '--test=320', '--model=small-conv', '--batch=32', '--threads=1'];
    const times = ['--steps=24', '--every=6', '--loss-steps=6', '--mask-steps=14', '--seeds=1'];
    const { result, notes } = await bench('--engines=wasm,sparse', '--precision=fp32', ...data, ...times);
    expect(notes).toContain('accuracies: 2 of 2');
    expect(result.losses).toMatchObject({ passed: true, losses: [expect.any(Array), expect.any(Array)] });
    expect(result.losses.losses[1]).toHaveLength(6);
    expect(result.masks.updates.length).toBeGreaterThan(1);
    expect(result.masks.changed).toBeGreaterThan(0);
    for (const { gradient } of result.masks.updates) expect(gradient).toBeLessThan(1e-3);
    expect(result.accuracies.rows.map(({ name, seeds }) => [name, seeds])).toEqual([
      ['90 %', 1],
      ['95 %', 1],
      ['98 %', 1],
    ]);
  },
  patience,
);
