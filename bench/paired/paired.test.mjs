import { describe, expect, it } from 'vitest';
import { compare, verdictOf } from './compare.mjs';
import { readSubnets, runsOf } from './contestants.mjs';
import { rowOf, seedRows } from './show.mjs';

const record = (name, seed, accuracy) => ({ name, seed, accuracy, trainLoss: 1, steps: 10, ownSteps: 10, seconds: 2 });

/** Differences of a to the base: +1, +2, +3 points; of b: −1, −2, −3. */
const records = [0, 1, 2].flatMap((seed) => [
  record('static-random', seed, 0.5 + seed / 10),
  record('a', seed, 0.5 + seed / 10 + (seed + 1) / 100),
  record('b', seed, 0.5 + seed / 10 - (seed + 1) / 100),
]);

describe('the comparison', () => {
  it('is made within seeds', () => {
    const [base, a, b] = compare(records);
    expect(base).toMatchObject({ name: 'static-random', seeds: 3, accuracy: expect.closeTo(0.6, 12) });
    expect(base.verdict).toBeUndefined();
    // error 0.01 / √3, two degrees of freedom: 4.303 · 0.0057735 = 0.0248434
    expect(a.difference.mean).toBeCloseTo(0.02, 12);
    expect(a.difference.low).toBeCloseTo(-0.0048434, 6);
    expect(b.difference.high).toBeCloseTo(0.0048434, 6);
  });

  it('says better or worse only where the whole interval is on one side', () => {
    expect(verdictOf({ low: 0.001, high: 0.01 })).toBe('better');
    expect(verdictOf({ low: -0.01, high: -0.001 })).toBe('worse');
    expect(verdictOf({ low: -0.01, high: 0.001 })).toBe('no difference shown');
    expect(verdictOf({ low: 0, high: 0 })).toBe('no difference shown');
  });

  it('leaves out seeds that one of the two lacks', () => {
    const failed = { name: 'a', seed: 1, error: 'No.' };
    const [, a] = compare([...records.filter(({ name, seed }) => name !== 'a' || seed !== 1), failed]);
    expect(a).toMatchObject({ seeds: 2, pairs: 2, difference: { mean: expect.closeTo(0.02, 12) } });
    expect(seedRows([...records.slice(0, 3), failed]).rows).toEqual([
      ['0', '50.00 %', '51.00 %', '49.00 %'],
      ['1', 'failed', 'failed', 'failed'],
    ]);
  });

  it('has a line for a method of which no run ended', () => {
    const [, a] = compare([record('static-random', 0, 0.5), { name: 'a', seed: 0, error: 'No.' }]);
    expect(rowOf(a)).toEqual(['a', '0', ...Array.from({ length: 8 }, () => '–')]);
  });

  it('prints differences in points', () => {
    const [, a] = compare(records);
    const interval = '-0.48 … +4.48';
    expect(rowOf(a)).toEqual(['a', '3', '10', '10', '2', '1.000', '62.00 %', '+2.00', interval, 'no difference shown']);
  });
});

describe('the runs of a seed', () => {
  const about = {
    common: { model: 'm' },
    sparsity: 0.98,
    rigl: 100,
    astSubnets: [0.9, 0.95, 0.98],
    steps: 100,
    seed: 4,
  };

  it('give the compared sub-net of each as many steps', () => {
    const runs = runsOf({ ...about, astLength: 'own' });
    expect(runs.map(({ steps, subnet }) => [steps, subnet])).toEqual([
      [100, 0],
      [100, 0],
      [100, 0],
      [300, 2],
    ]);
    expect(runs[1]?.values).toEqual({
      model: 'm',
      strategy: { use: 'rigl', every: 100 },
      subnets: [0.98],
      steps: 100,
      seeds: [4],
    });
    expect(runs[3]?.values).toMatchObject({ strategy: 'ast', surgery: 'projection', steps: 300, seeds: [4] });
  });

  it('or are all as long', () => {
    expect(runsOf({ ...about, astLength: 'total' }).map(({ steps }) => steps)).toEqual([100, 100, 100, 100]);
  });

  it("need the compared sparsity among AST's", () => {
    expect(readSubnets('0.95,0.98', 0.98)).toEqual([0.95, 0.98]);
    expect(() => readSubnets('0.9,0.95', 0.98)).toThrow('must have 0.98');
  });
});
