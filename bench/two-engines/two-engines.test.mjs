import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomStream } from '@altsparse/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accuracyRows } from './accuracies.mjs';
import { lossCheck } from './losses.mjs';
import { compareLayer, joinLayers, maskCheck } from './mask-layers.mjs';
import { withOtherBits } from './other-bits.mjs';

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

/** What an engine decides in one layer. */
const decided = (mask, gradient) => ({ mask, gradient: Float32Array.from(gradient) });

it('a position that one mask alone has is a tie where it and the cut may have changed sides by rounding', () => {
  // scores of the middle two differ by 1/8 and 1/4, and change places: 1/4 apart, where 2 · 1/4 may be
  const first = decided([1, 1, 0, 0], [5, 2.25, -2, 1]);
  const second = decided([1, 0, 1, 0], [5, 2.125, -2.25, 1]);
  expect(compareLayer(first, second, 0, 4)).toMatchObject({
    ...{ differ: 2, ties: 2, gap: 0.25, difference: 0.25, reach: 0.5 },
    // (1/64 + 1/16) / (25 + 5.0625 + 4 + 1) under the root
    distance: expect.closeTo(0.0472034, 7),
  });
  expect(compareLayer(first, second, 0, 1)).toEqual({
    differ: 0,
    ties: 0,
    gap: 0,
    difference: 0,
    reach: 0,
    distance: 0,
  });
});

it('a position farther from the cut than that is not explained, nor is one that nothing came instead of', () => {
  const gradient = [5, 3, -2, 1];
  const near = [5, 3, -2.25, 1];
  const found = compareLayer(decided([1, 1, 0, 0], gradient), decided([1, 0, 1, 0], near), 0, 4);
  expect(found).toMatchObject({ differ: 2, ties: 0, gap: 1, difference: 0.25, reach: 2 });
  const three = compareLayer(decided([0, 1, 0, 0], gradient), decided([0, 0, 0, 1], [5, 3, -2.25, 1]), 0, 4);
  expect(three).toMatchObject({ differ: 2, ties: 0, gap: 2 });
  const alone = compareLayer(decided([1, 1, 0, 0], gradient), decided([1, 1, 1, 0], near), 0, 4);
  expect(alone).toMatchObject({ differ: 1, ties: 0, gap: Number.POSITIVE_INFINITY });
  expect(joinLayers([found, alone])).toMatchObject({ differ: 3, ties: 0, unexplained: 3, difference: 0.25 });
});

it('all differences are explained where each engine grows the largest by its own scores, however they differ', () => {
  const random = randomStream(7, 'scores');
  const draw = () => Float32Array.from({ length: 8 }, () => random.uniform());
  const grown = (gradient, count) => {
    const order = [...gradient.keys()].sort((a, b) => gradient[b] - gradient[a] || a - b);
    return [...gradient.keys()].map((index) => (order.indexOf(index) < count ? 1 : 0));
  };
  let parted = 0;
  for (let round = 0; round < 500; round++) {
    const [one, other, count] = [draw(), draw(), 1 + random.below(7)];
    const { differ, ties } = compareLayer(decided(grown(one, count), one), decided(grown(other, count), other), 0, 8);
    expect(ties, `round ${round} of seed 7`).toBe(differ);
    parted += differ > 0 ? 1 : 0;
  }
  expect(parted).toBeGreaterThan(250);
});

it('the control has other last bits in about half of the weights, and zeros stay', () => {
  const masters = Float32Array.from({ length: 1000 }, (_, index) => (index % 2 === 0 ? 0 : 1 + index));
  const { step, store } = withOtherBits({ step: 3, store: { masters, masks: 'm' } });
  expect([step, store.masks, masters[1]]).toEqual([3, 'm', 2]);
  const moved = [...masters.keys()].filter((index) => store.masters[index] !== masters[index]);
  expect(moved.length).toBeGreaterThan(200);
  expect(moved.length).toBeLessThan(300);
  expect(moved.every((index) => index % 2 === 1)).toBe(true);
  for (const index of moved) expect(Math.abs(store.masters[index] / masters[index] - 1)).toBeLessThan(2 ** -22);
});

it('masks pass whose differences are all ties, with near gradients, after updates that changed something', () => {
  const update = { kept: 20_000, changed: 100, differ: 3, ties: 3, unexplained: 0, elsewhere: 0, distance: 1e-5 };
  expect(maskCheck([update, update])).toMatchObject({ kept: 40_000, differ: 6, ties: 6, unexplained: 0, passed: true });
  expect(maskCheck([update, { ...update, ties: 2, unexplained: 1 }])).toMatchObject({ unexplained: 1, passed: false });
  expect(maskCheck([{ ...update, elsewhere: 1 }])).toMatchObject({ differ: 4, unexplained: 1, passed: false });
  expect(maskCheck([{ ...update, distance: 2e-3 }])).toMatchObject({ distance: 2e-3, passed: false });
  expect(maskCheck([{ ...update, distance: 2e-3 }], 1.4e-3)).toMatchObject({
    limit: expect.closeTo(2.1e-3, 9),
    passed: true,
  });
  expect(maskCheck([{ ...update, distance: 2e-3 }], 1.3e-3).passed).toBe(false);
  expect(maskCheck([{ ...update, changed: 0 }]).passed).toBe(false);
  expect(maskCheck([]).passed).toBe(false);
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
    expect(result.masks).toMatchObject({ passed: true, unexplained: 0 });
    for (const { difference, distance, control } of result.masks.updates) {
      expect(difference).toBeGreaterThan(0);
      expect(control.difference).toBeGreaterThan(0);
      expect(distance).toBeLessThan(1e-3);
    }
    expect(result.accuracies.rows.map(({ name, seeds }) => [name, seeds])).toEqual([
      ['90 %', 1],
      ['95 %', 1],
      ['98 %', 1],
    ]);
  },
  patience,
);
