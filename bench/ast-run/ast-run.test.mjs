import { GraphBuilder } from '@altsparse/core';
import { describe, expect, it } from 'vitest';
import { phaseClock, reportOf } from './contestants/phases.mjs';
import { workCounter } from './contestants/work.mjs';
import { options, runsOf, withoutLeftOut } from './runs.mjs';
import { recordOf, summarise, timesAsFast } from './summary.mjs';
import { timeLeft } from './time-left.mjs';

const defaults = Object.fromEntries(Object.entries(options).map(([name, option]) => [name, option.default]));

describe('the runs', () => {
  it('are every start with every engine in every precision', () => {
    const runs = runsOf({ ...defaults, engine: 'auto,sparse' });
    expect(runs.map(({ name }) => name)).toEqual([
      ...['uniform-auto-fp32', 'uniform-auto-mixed', 'uniform-sparse-fp32', 'uniform-sparse-mixed'],
      ...['erk-auto-fp32', 'erk-auto-mixed', 'erk-sparse-fp32', 'erk-sparse-mixed'],
      ...['dense-auto-fp32', 'dense-auto-mixed', 'dense-sparse-fp32', 'dense-sparse-mixed'],
    ]);
    expect(runsOf({ ...defaults, engine: 'tensorflow', precision: 'fp32,mixed' })).toHaveLength(3);
    expect(new Set(runs.map(({ label }) => label)).size).toBe(12);
    expect(runs[0].values).toMatchObject({
      subnets: [0.9, 0.95, 0.98],
      strategy: { use: 'ast', initialSparsity: 0.9, every: 100, offset: 30, until: { share: 0.6875 } },
      steps: 1000,
      engine: 'auto',
      threads: 2,
    });
    expect(runs.slice(0, 2).map(({ values }) => values.precision)).toEqual([undefined, 'mixed']);
  });

  it('that begin sparse have uniform first masks, by ERK, or both; those that begin dense have none', () => {
    const firstMasks = (more) =>
      runsOf({ ...defaults, precision: 'fp32', ...more }).map(({ label, values: { strategy } }) => [
        ...[label, strategy.initialSparsity, strategy.distribution],
      ]);
    const uniform = ['sparse to sparse (from 90 %, uniform), auto, fp32', 0.9, 'uniform'];
    const erk = ['sparse to sparse (from 90 %, ERK), auto, fp32', 0.9, 'erk'];
    const dense = ['dense to sparse (from 0 %), auto, fp32', 0, undefined];
    expect(firstMasks({})).toEqual([uniform, erk, dense]);
    expect(firstMasks({ distribution: 'erk' })).toEqual([erk, dense]);
    expect(firstMasks({ distribution: 'uniform', starts: 'sparse' })).toEqual([uniform]);
    expect(() => firstMasks({ distribution: 'lamp' })).toThrow("must be uniform, erk, both, not 'lamp'.");
  });

  it('and others can be left out one by one', () => {
    const who = [{ name: 'erk-auto-fp32' }, { name: 'pytorch-fp32' }, { name: 'pytorch-mixed' }];
    expect(withoutLeftOut(who, { 'leave-out': options['leave-out'].default })).toEqual(who);
    expect(withoutLeftOut(who, { 'leave-out': 'pytorch-mixed, erk-auto-fp32' })).toEqual([who[1]]);
    expect(() => withoutLeftOut(who, { 'leave-out': 'bf16' })).toThrow(
      "must be of erk-auto-fp32, pytorch-fp32, pytorch-mixed, not 'bf16'.",
    );
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

describe('multiply-adds', () => {
  // a: 4 weights, one multiply-add each; b: 2 x 2 outputs, so 4 for each of its 2 weights
  const build = () => {
    const net = new GraphBuilder('two layers', [2, 2, 1]);
    const b = net.conv('b', net.input, 2, { kernel: 1 });
    net.dense('a', net.flatten('flat', net.pool('pool', b, 'max', 2)), 2);
    return net.build();
  };

  it('are the mean over the steps of a sub-net, beside those of uniform masks', async () => {
    const work = workCounter();
    const { create } = work.watchRegistry({ create: () => build });
    create('models', {})();
    const network = work.watchNetwork({ differentiate: async () => ({}) });
    const step = (subnet, mask, maskVersion) =>
      network.differentiate({ subnet, weights: { mask: Uint8Array.from(mask), maskVersion } });
    await step(0, [1, 1, 1, 1, 1, 1], 1);
    await step(0, [1, 1, 1, 0, 0, 0], 2);
    await step(0, [1, 1, 1, 0, 0, 0], 2);
    await step(1, [1, 0, 1, 1, 0, 0], 3);
    expect(work.report()).toEqual({
      dense: 12,
      subnets: [
        { steps: 3, mean: 10, last: 9, uniform: 8 },
        { steps: 1, mean: 6, last: 6, uniform: 6 },
      ],
    });
  });

  it('are not told of a model that is no graph when it is asked for', async () => {
    const work = workCounter();
    work.watchRegistry({ create: () => ({ file: 'model.ts' }) }).create('models', {});
    await work.watchNetwork({ differentiate: async () => ({}) }).differentiate({ subnet: 0, weights: {} });
    expect(work.report()).toBeUndefined();
  });
});

describe('the time left', () => {
  it('goes by the steps of each, not by its start', () => {
    const about = { steps: 50, chunk: 20 };
    expect(timeLeft([[9000, 200], [5]], about)).toBeUndefined();
    // 30 steps at 10 ms each, 10 at 25
    expect(
      timeLeft(
        [
          [9000, 200],
          [5, 300, 700],
        ],
        about,
      ),
    ).toBe(550);
    expect(timeLeft([[9000, 200, 200, 100]], about)).toBe(0);
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
const work = { dense: 100, subnets: [{ steps: 5, mean: 20, last: 10, uniform: 16 }] };
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
  answers: [{ ms: 500 }, { ms: 60 }, { ms: 40, peakBytes: 1, report, phases, work, engine: { name: 'e' } }],
};

describe('a record', () => {
  it('has all time from the first step on in its phases', () => {
    const { total, start, phases: parts } = recordOf(ours);
    expect([total, start]).toEqual([100, 500]);
    expect(parts.find(({ name }) => name === 'forward and backward, sub-net 90 %, gradient everywhere').ms).toBe(50);
    expect(parts.find(({ name }) => name === 'rest').ms).toBe(10);
    expect(parts.reduce((sum, { ms }) => sum + ms, 0)).toBe(100);
  });

  it('has the multiply-adds of each sub-net', () => {
    const { denseMacs, subnets } = recordOf({ ...ours, distribution: 'erk' });
    expect([denseMacs, subnets[0].macs]).toEqual([100, { steps: 5, mean: 20, last: 10, uniform: 16 }]);
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
