import { countKept, erk, maskLayers, planGraph, uniform } from '@altsparse/core';
import { describe, expect, it } from 'vitest';
import { contestants } from './contestants.mjs';
import { drawMask, masksFor } from './masks.mjs';
import { workOf } from './measure.mjs';
import { graphOf } from './nets.mjs';
import { groupsOf, options, readOptions, settingsOf } from './settings.mjs';
import { summarise } from './summary.mjs';

const defaults = Object.fromEntries(Object.entries(options).map(([name, option]) => [name, option.default]));

describe('what is measured', () => {
  it('has sub-nets of 90 % and more in one run, others alone', () => {
    expect(groupsOf([0.98, 0.5, 0.9, 0, 0.95, 0.9])).toEqual([[0], [0.5], [0.9, 0.95, 0.98]]);
    expect(groupsOf([0.5])).toEqual([[0.5]]);
  });

  it('is every combination', () => {
    const read = readOptions({ ...defaults, net: 'wide,vgg', batch: '128,32', sparsity: '50,98' });
    const settings = settingsOf(read);
    expect(settings).toHaveLength(2 * 2 * 1 * 2 * 2);
    expect(settings[0]).toEqual({ net: 'wide', batch: 128, masks: 'uniform', threads: 2, sparsities: [0.5] });
  });

  it('is mixed precision of the native kernels alone, and WebAssembly on one thread', () => {
    const ours = { engines: ['native', 'wasm', 'tensorflow'], precisions: ['fp32', 'mixed'] };
    const of = (threads) =>
      contestants('.', { threads, sparsities: [0.9] }, ours).map(({ args }) => JSON.parse(args.at(-1)));
    const kinds = of(1).map(({ engine, precision }) => `${engine} ${precision}`);
    expect(kinds).toEqual(['native fp32', 'native mixed', 'wasm fp32', 'tensorflow fp32']);
    expect(of(2)).toHaveLength(3);
  });

  it('is refused where it is not known', () => {
    const refused = {
      net: 'deep',
      engines: 'native,onnx',
      precision: 'fp8',
      masks: 'some',
      sparsity: '100',
      batch: '0',
      pairs: 'x',
    };
    for (const [name, value] of Object.entries(refused))
      expect(() => readOptions({ ...defaults, [name]: value }), name).toThrow(`--${name} must be of`);
  });
});

describe('the nets', () => {
  it.each([
    // VGG-16 for 32x32 images: 14.71 million weights, 313 million multiply-adds
    ['vgg', 14_715_584, 313_201_664],
    ['wide', 1_854_720, 275_612_928],
    ['resnet-18', 11_162_624, 555_422_720],
  ])('%s has so many weights under masks and so many multiply-adds', (name, weights, macs) => {
    const plan = planGraph(graphOf(name));
    const first = plan.parameters.find(({ node }) => node === [...plan.macs].find(([, count]) => count > 0)[0]);
    expect(plan.maskableCount + (name === 'vgg' ? first.length : 0)).toBe(weights);
    expect(workOf(plan, undefined, 1).macs).toBe(macs);
  });

  it('have three passes of work but for the first layer, which has two', () => {
    const plan = planGraph(graphOf('wide'));
    const stem = 32 * 32 * 27 * 32;
    expect(workOf(plan, undefined, 128).flops).toBe(2 * 128 * (3 * 275_612_928 - stem));
    const mask = new Uint8Array(plan.maskableCount);
    expect(workOf(plan, mask, 1)).toEqual({ macs: stem, flops: 2 * 2 * stem });
  });
});

describe('masks', () => {
  const plan = planGraph(graphOf('wide'));
  const kept = (mask) =>
    maskLayers(plan).map(({ offset, length }) => countKept(mask, offset, offset + length) / length);

  it('keep the same share of every layer, or by ERK, always the same number in all', () => {
    const [even, spread] = [uniform, erk].map((one) => drawMask(plan, 0.9, one, 1));
    expect(kept(even).every((share) => Math.abs(share - 0.1) < 0.001)).toBe(true);
    expect(countKept(even)).toBe(185_472);
    expect(countKept(spread)).toBe(185_472);
    expect(Math.max(...kept(spread))).toBeGreaterThan(0.3);
  });

  it('lie inside one another', async () => {
    const [first, second] = await masksFor(plan, [0.9, 0.98], 'uniform', 1);
    expect(second.every((one, place) => one <= first[place])).toBe(true);
  });
});

const steps = (...ms) => ms.map((one) => ({ steps: one, peakBytes: 1e6, version: 'v' }));
const one = (ms, loss = 2) => [{ ms, loss }];

describe('a summary', () => {
  const setting = {
    sparsities: [0.9, 0.98],
    work: [
      { sparsity: 0.9, macs: 100, flops: 600e6 },
      { sparsity: 0.98, macs: 20, flops: 120e6 },
    ],
    dense: { macs: 1000, flops: 6e9 },
    warmUp: 1,
  };
  const ours = {
    name: 'ours',
    engine: 'native',
    precision: 'fp32',
    sparsities: [0.9, 0.98],
    answers: steps(
      ...[9, 20, 30, 40].map((ms) => [
        { ms, loss: 2, network: ms - 4, kernels: ms - 5 },
        { ms: ms / 2, loss: 2.01, network: ms / 2 - 3, kernels: ms / 2 - 5 },
      ]),
    ),
  };
  const torch = (layout, ...ms) => ({
    name: layout,
    engine: 'pytorch',
    precision: 'fp32',
    sparsities: [0],
    answers: steps(...ms.map((time) => one(time, 3))),
  });
  const rival = (sparsity, ms, loss = 2) => ({
    name: 'SparseProp',
    engine: 'sparseprop',
    precision: 'fp32',
    sparsities: [sparsity],
    answers: steps(...[99, ms, ms, ms].map((time) => one(time, loss))),
  });
  const contestants = [
    ours,
    torch('slow', 1, 400, 400, 400),
    torch('fast', 999, 120, 120, 120),
    rival(0.9, 90),
    rival(0.98, 60, 2.02),
  ];

  it('compares with the faster layout, round by round, without the warm-up', () => {
    const { pytorch, rows } = summarise({ ...setting, contestants });
    const [at90, at98] = rows;
    expect(pytorch).toBe('fast');
    expect(at90).toMatchObject({ median: 30, gflopsPerSecond: 20, split: { bookkeeping: 4, host: 1, kernels: 25 } });
    expect(at90.asFastAsPytorch.median).toBe(4);
    expect(at90.asFastAsSparseprop.median).toBe(3);
    expect(at98).toMatchObject({ median: 15, macs: 20, split: { bookkeeping: 3, host: 2, kernels: 10 } });
    expect(rows.find(({ name }) => name === 'slow')).toMatchObject({ macs: 1000, asFastAsPytorch: { median: 0.3 } });
  });

  it('has the mean of sub-nets, against the mean of SparseProp', () => {
    const { rows } = summarise({ ...setting, contestants });
    const means = rows.filter(({ sparsity }) => sparsity === 'mean');
    expect(means.map(({ name, ms }) => [name, ms])).toEqual([
      ['ours', [15, 22.5, 30]],
      ['SparseProp', [75, 75, 75]],
    ]);
    expect(means[0].asFastAsPytorch.median).toBeCloseTo(120 / 22.5);
    expect(means[0].asFastAsSparseprop.median).toBeCloseTo(75 / 22.5);
  });

  it('refuses those that do not do the same work', () => {
    const wrong = [ours, rival(0.9, 90, 2.1)];
    expect(() => summarise({ ...setting, contestants: wrong })).toThrow(
      'SparseProp starts at 0.9 with loss 2.1, ours with 2.',
    );
  });
});
