import { describe, expect, it } from 'vitest';
import { phaseClock, reportOf } from './contestants/phases.mjs';
import { options, runsOf } from './runs.mjs';
import { recordOf, summarise, timesAsFast } from './summary.mjs';

const defaults = Object.fromEntries(Object.entries(options).map(([name, option]) => [name, option.default]));

describe('the runs', () => {
  it('are every start with every engine in every precision', () => {
    const runs = runsOf({ ...defaults, engine: 'auto,sparse' });
    expect(runs).toHaveLength(8);
    expect(runsOf({ ...defaults, engine: 'tensorflow', precision: 'fp32,mixed' })).toHaveLength(2);
    expect(new Set(runs.map(({ label }) => label)).size).toBe(8);
    expect(runs[0].values).toMatchObject({
      subnets: [0.9, 0.95, 0.98],
      strategy: { use: 'ast', initialSparsity: 0.9, every: 100, offset: 30, until: { share: 0.6875 } },
      steps: 1000,
      engine: 'auto',
      threads: 2,
    });
    expect(runs.map(({ values }) => values.precision)).toEqual([
      undefined,
      'mixed',
      undefined,
      'mixed',
      undefined,
      'mixed',
      undefined,
      'mixed',
    ]);
  });

  it('take a part of the data where they are told', () => {
    const [{ values }] = runsOf({ ...defaults, 'take-test': '100' });
    expect(values.data).toEqual({ use: 'cifar10', take: { test: 100 } });
  });

  it('change engines where they are told: where it pays, unless a sparsity is named', () => {
    const pointOf = (more) => runsOf({ ...defaults, ...more })[0].values.switchAt;
    expect(pointOf({})).toBe('measured');
    expect(pointOf({ 'switch-at': '0.4' })).toBe(0.4);
    expect(pointOf({ engine: 'sparse' })).toBeUndefined();
  });

  it('are refused where the start is not known', () => {
    expect(() => runsOf({ ...defaults, starts: 'half' })).toThrow("--starts must be of sparse, dense, not 'half'.");
  });
});

describe('phases', () => {
  it('take the update of masks from what its steps have more than the usual', () => {
    const plain = { subnet: 0, ms: 20, data: 2, pass: 10, masks: false };
    const steps = [
      plain,
      { ...plain, ms: 50, masks: true },
      plain,
      { subnet: 1, ms: 9, data: 1, pass: 5, masks: false },
    ];
    expect(reportOf(steps, new Map(), 7)).toMatchObject({
      steps: 4,
      updates: 1,
      data: 7,
      masks: 30,
      update: 27,
      evaluation: 7,
      inSteps: 99,
    });
  });

  it('are told of passes by sub-net, engine and what they give, and of batches that steps wait for', async () => {
    const clock = phaseClock();
    const network = clock.watchNetwork({
      engine: 'plain',
      differentiate: async ({ subnet, want }) => (want === 'all' ? { subnet, engine: 'other' } : { subnet }),
      forward: async () => 'logits',
    });
    const batches = { training: { batch: async (index) => index }, evaluation: {}, test: {} };
    const registry = clock.watchRegistry({
      create: (kind) => (kind === 'data' ? { batches: async () => batches } : kind),
    });
    const { training, test } = await registry.create('data', {}).batches({});
    for (const want of ['kept', 'kept', 'all'])
      expect(await network.differentiate({ subnet: 1, want })).toMatchObject({ subnet: 1 });
    expect(await network.forward({})).toBe('logits');
    expect(await training.batch(5)).toBe(5);
    expect([test, registry.create('losses', {})]).toEqual([batches.test, 'losses']);
    clock.observer.observe({ type: 'step', trained: [{ subnet: 1 }], milliseconds: 1000 });
    const { passes, data, update } = clock.report();
    expect(passes.map(({ subnet, engine, want, count }) => [subnet, engine, want, count])).toEqual([
      [1, 'plain', 'kept', 2],
      [1, 'other', 'all', 1],
    ]);
    const inPasses = passes.reduce((sum, { ms }) => sum + ms, 0);
    expect(data + inPasses + update).toBeCloseTo(1000);
  });
});

const report = { folder: 'f', subnets: [{ name: '90 %', sparsity: 0.9, test: { accuracy: 0.5 } }] };
const phases = {
  data: 10,
  passes: [{ subnet: 0, engine: 'e', want: 'all', ms: 50, count: 5 }],
  masks: 4,
  updates: 2,
  update: 6,
  evaluation: 20,
  inSteps: 70,
};
const ours = {
  label: 'ours',
  start: 'sparse',
  engine: 'auto',
  precision: 'fp32',
  answers: [{ ms: 500 }, { ms: 60 }, { ms: 40, peakBytes: 1, report, phases, engine: { name: 'e' } }],
};

describe('a record', () => {
  it('has all time from the first step on in its phases', () => {
    const { total, start, phases: parts } = recordOf(ours);
    expect([total, start]).toEqual([100, 500]);
    expect(parts.find(({ name }) => name === 'forward and backward, sub-net 90 %, gradient everywhere').ms).toBe(50);
    expect(parts.find(({ name }) => name === 'rest').ms).toBe(10);
    expect(parts.reduce((sum, { ms }) => sum + ms, 0)).toBe(100);
  });

  it('names a run that failed', () => {
    expect(() => recordOf({ ...ours, answers: [{ ms: 1 }, { error: 'no room' }] })).toThrow('ours: no room');
  });

  it('is compared by the time of all steps', () => {
    expect(timesAsFast([10, 30], [40, 80]).ratio).toBe(3);
    const same = timesAsFast([10, 20, 30], [20, 40, 60]);
    expect([same.low, same.high]).toEqual([2, 2]);
    const { low, ratio, high } = timesAsFast([10, 10, 10], [10, 20, 60]);
    expect(low).toBeLessThan(ratio);
    expect(high).toBeGreaterThan(ratio);
    const torch = {
      label: 'PyTorch',
      engine: 'pytorch',
      precision: 'fp32',
      answers: [
        { ms: 9 },
        { ms: 120 },
        { ms: 180, accuracy: 0.4, phases: { data: 1, pass: 2, update: 3, evaluation: 4 }, version: 'v' },
      ],
    };
    const [first, second] = summarise([ours, torch]);
    expect([first.asFastAsPytorch.ratio, second.asFastAsPytorch]).toEqual([3, undefined]);
  });
});
