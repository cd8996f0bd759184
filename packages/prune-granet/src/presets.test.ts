import {
  alternating,
  eventsOf,
  inSteps,
  type Preset,
  planStage,
  resolveTimetable,
  type Strategy,
} from '@altsparse/core';
import { learn, linearPlan } from '@altsparse/testing';
import { describe, expect, it } from 'vitest';
import { plugin } from './plugin.ts';
import { presets } from './presets.ts';

const preset = (name: string): Preset => presets.find((one) => one.name === name) as Preset;

/** The strategy that a preset's values make, by way of the plug-in's schema. */
function strategyOf(name: string): Strategy {
  const { use, ...options } = preset(name).values.strategy as { readonly use: string };
  const part = plugin.contributes.strategies?.find((one) => one.name === use);
  return part?.create(part.options.parse(options) as never) as Strategy;
}

const subnetsOf = (name: string): readonly number[] => preset(name).values.subnets as number[];
/** 50,000 images in batches of 128, the last of 80. */
const stepsPerEpoch = 391;

describe('the presets', () => {
  it('are GraNet from dense and from sparse, and AST by itself, with gradient correction, nested, and as released', () => {
    expect(presets.map((one) => one.name)).toEqual([
      'granet',
      'granet-sparse',
      'ast',
      'ast-gc',
      'ast-cs',
      'ast-released',
    ]);
  });

  it('differ in little: correction in surgery alone, GraNet from sparse in its first sparsity', () => {
    expect(preset('ast-gc').values).toEqual({ ...preset('ast').values, surgery: 'projection' });
    expect(preset('ast').values.surgery).toBe('none');
    const { strategy, ...rest } = preset('granet-sparse').values;
    const dense = preset('granet').values;
    expect(rest).toEqual({ ...dense, strategy: undefined });
    expect(strategy).toEqual({ ...(dense.strategy as object), initialSparsity: 0.5 });
  });

  it('are plain data', () => {
    for (const { values } of presets) expect(JSON.parse(JSON.stringify(values))).toEqual(values);
  });

  it("hold the paper's CIFAR settings", () => {
    expect(preset('ast').values).toEqual({
      data: 'cifar10',
      model: 'wide-resnet-32',
      subnets: [0.9, 0.95, 0.98],
      scheduler: 'alternating',
      strategy: {
        use: 'ast',
        initialSparsity: 0,
        every: { share: 999 / 62_560 },
        offset: { share: 300 / 62_560 },
        until: { share: 110 / 160 },
      },
      surgery: 'none',
      optimizer: { use: 'sgd', momentum: 0.9 },
      learningRate: { use: 'cosine', peak: 0.1, per: 'auto' },
      weightDecay: 0.0005,
      epochs: 160,
      batchSize: 128,
      normalisation: [{ match: 'stem/*', use: 'shared' }],
      seeds: [0],
    });
  });

  it.each(presets.map((one) => one.name))('%s: gives the source of every value, and of nothing else', (name) => {
    const { values, sources } = preset(name);
    const strategy = Object.keys(values.strategy as object).filter((key) => key !== 'use');
    const paths = [...Object.keys(values), ...strategy.map((key) => `strategy.${key}`)];
    expect(Object.keys(sources).sort()).toEqual(paths.sort());
    for (const source of Object.values(sources)) expect(source.length).toBeGreaterThan(10);
  });
});

describe("ast's schedule", () => {
  const plan = linearPlan(10, 12, 8);

  function planned(epochs: number) {
    const data = { batchesPerEpoch: stepsPerEpoch, size: 50_000, batch: () => Promise.reject(new Error('not read')) };
    return planStage(plan, { subnets: subnetsOf('ast'), strategy: strategyOf('ast'), data, length: { epochs } });
  }

  it('has the steps of the released code at 160 epochs of 391 steps', () => {
    const length = { steps: 160 * stepsPerEpoch, stepsPerEpoch };
    const timetable = strategyOf('ast').timetable;
    if (timetable === undefined) throw new Error('no timetable');
    expect(inSteps(timetable.until ?? 0, length)).toBe(43_010);
    const resolved = resolveTimetable(timetable, length);
    expect([length.steps, resolved.every, resolved.offset, resolved.rampEnd]).toEqual([62_560, 999, 300, 43]);
    const steps = [0, 1, 2].map((subnet) => eventsOf(resolved, alternating(), 3, subnet).map(([, step]) => step));
    const all = steps.flat().sort((a, b) => a - b);
    expect(all.slice(0, 6)).toEqual([999, 1300, 1601, 1998, 2299, 2600]);
    expect(all.slice(-3)).toEqual([61_938, 62_239, 62_540]);
    expect(steps.map((one) => one.length)).toEqual([62, 62, 62]);
    expect(steps.map((one) => one[42])).toEqual([42_957, 43_258, 43_559]);
  });

  it('ends its ramps with event 43, exactly at the targets', () => {
    const { subnets, warnings } = planned(160);
    expect(warnings).toEqual([]);
    for (const { events, target } of subnets) {
      expect(events[41]?.sparsity).toBeLessThan(target);
      expect(events.slice(42).map((event) => event.sparsity)).toEqual(new Array(20).fill(target));
    }
    // 0.9 · (1 − (42/43)³) and the next
    expect(subnets[0]?.events[0]?.sparsity).toBeCloseTo(0.061342, 6);
    expect(subnets[2]?.events[9]?.sparsity).toBeCloseTo(0.537042, 6);
  });

  it('fits into one epoch: 20 events or more for each sub-net, targets exact', async () => {
    const { subnets, steps, warnings } = planned(1);
    expect([steps, warnings]).toEqual([391, []]);
    for (const { events, target } of subnets) {
      expect(events.length).toBeGreaterThanOrEqual(20);
      expect(events.at(-1)?.sparsity).toBe(target);
    }
    const { result, events } = await learn({
      plan,
      subnets: subnetsOf('ast'),
      strategy: strategyOf('ast'),
      steps,
      weights: Array.from({ length: 200 }, (_, i) => i + 1),
      gradient: (step) => Array.from({ length: 200 }, (_, i) => (i * 7919 + step * 104_729) % 1009),
    });
    expect(result.store.masks.map((mask) => mask.filter((kept) => kept === 1).length)).toEqual([20, 10, 4]);
    const done = events.flatMap((event) => (event.type === 'mask' ? [event.step] : []));
    expect(done).toEqual(subnets.flatMap((one) => one.events.map((event) => event.step)).sort((a, b) => a - b));
  });

  it("is GraNet's at every 1,000 steps for the baseline", () => {
    const resolved = resolveTimetable(strategyOf('granet').timetable as NonNullable<Strategy['timetable']>, {
      steps: 62_560,
      stepsPerEpoch,
    });
    expect([resolved.every, resolved.offset, resolved.rampEnd, resolved.place]).toEqual([1000, 0, 43, 'afterUpdate']);
  });
});
