import { describe, expect, it } from 'vitest';
import { plainNetwork } from '../loop/plain-network.test.kit.ts';
import type { StageOptions } from '../loop/stage.ts';
import { collect, dense, ofType, toyData, toyPlan } from '../loop/toy.test.kit.ts';
import { train } from '../loop/train.ts';
import { linearRamp } from '../mask/curve.ts';
import { keepAll, keepSome } from '../mask/initial.ts';
import { pruneTo } from '../mask/prune-to.ts';
import type { Strategy } from '../mask/strategy.ts';
import { adamw } from '../optimizer/adamw.ts';
import { snapshotOf } from '../store/snapshot.ts';
import type { Surgery } from '../surgery/surgery.ts';
import { planStage } from './plan-stage.ts';

const model = toyPlan();
const gradual = (more: Partial<Strategy> = {}): Strategy => ({
  name: 'gradual',
  initialSparsity: 0,
  initial: keepAll,
  moves: [pruneTo()],
  timetable: { every: 4, offset: 2, until: 8, place: 'update' },
  ...more,
});
const stage: StageOptions = { subnets: [0.5, 0.75], strategy: gradual(), data: toyData(), length: { epochs: 4 } };

describe('planStage', () => {
  it('gives steps, events, progress and sparsities by hand', () => {
    const plan = planStage(model, stage);
    expect([plan.steps, plan.stepsPerEpoch, plan.warnings]).toEqual([16, 4, []]);
    // sub-net 0 trains in even steps, events at 4, 8, 12; sub-net 1 in odd ones, first at or after 6, 10, 14
    const [first, second] = plan.subnets;
    expect(first?.events.map(({ k, step, progress }) => [k, step, progress])).toEqual([
      [1, 4, 0.5],
      [2, 8, 1],
      [3, 12, 1],
    ]);
    expect(second?.events.map(({ k, step }) => [k, step])).toEqual([
      [1, 7],
      [2, 11],
      [3, 15],
    ]);
    // cubic: half way is 7/8 of the height
    expect(first?.events.map((event) => event.sparsity)).toEqual([0.4375, 0.5, 0.5]);
    expect(second?.events.map((event) => event.sparsity)).toEqual([0.65625, 0.75, 0.75]);
    expect([second?.name, second?.start, second?.target]).toEqual(['75 %', 0, 0.75]);
  });

  it('foretells what training does: the same steps, the same sparsities up to whole weights', async () => {
    const events = ofType(await collect(train({ model, network: plainNetwork(model), stages: [stage] })), 'mask');
    const planned = planStage(model, stage).subnets.flatMap((one, subnet) =>
      one.events.map(({ k, step, sparsity }) => ({ subnet, k, step, kept: Math.round(72 * (1 - sparsity)) })),
    );
    const done = events.map(({ subnet, k, step, sparsity }) => ({
      subnet,
      k,
      step,
      kept: Math.round(72 * (1 - sparsity)),
    }));
    expect(done).toEqual(planned.sort((a, b) => a.step - b.step));
  });

  it('follows the ramp that the strategy has', () => {
    const [first] = planStage(model, {
      ...stage,
      strategy: gradual({ moves: [pruneTo({ ramp: linearRamp })] }),
    }).subnets;
    expect(first?.events.map((event) => event.sparsity)).toEqual([0.25, 0.5, 0.5]);
  });

  it('starts at the target where the initial sparsity is larger', () => {
    const strategy = gradual({ initialSparsity: 0.6, initial: keepSome() });
    expect(planStage(model, { ...stage, strategy }).subnets.map((one) => one.start)).toEqual([0.5, 0.6]);
  });

  it('counts weights and FLOPs by hand', () => {
    const plan = planStage(model, stage);
    // 6·8 + 8·3 maskable; 8 + 3 biases, 8 scales, 8 offsets
    expect([plan.maskable, plan.parameters, plan.denseFlops]).toEqual([72, 99, 144]);
    expect(plan.subnets.map((one) => one.flopsAtTarget)).toEqual([72, 36]);
  });

  it.each([
    [{ slots: 'shared' }, 4 * (3 * 115 + 32)],
    [{ slots: 'perSubnet' }, 4 * (5 * 115 + 32)],
  ] as const)('counts the bytes of the store: private normalisation twice, two slots, %j', (policies, numbers) => {
    // masters 83 + 2 · 16 = 115, statistics 2 · 16 = 32, two masks of 72 bytes
    const found = planStage(model, { ...stage, optimizer: adamw(), strategy: gradual({ policies }) });
    expect(found.storeBytes).toBe(numbers + 2 * 72);
  });

  it('counts the bytes that a run then holds, surgery included', async () => {
    const surgery: Surgery = {
      name: 'none',
      scope: 'whole',
      against: 'previous',
      remember: 'raw',
      support: 'active',
      coefficients: (gram) => Array(gram.references).fill(0),
    };
    const options = { ...stage, surgery };
    const { store } = await train({ model, network: plainNetwork(model), stages: [options] }).result;
    const { masters, statistics, masks, slots, remembered } = snapshotOf(store);
    const held = [
      masters,
      statistics,
      ...masks,
      ...[...slots.values()].flat(),
      ...remembered.map((one) => one.gradient),
    ];
    expect(planStage(model, options).storeBytes).toBe(held.reduce((sum, one) => sum + one.byteLength, 0));
  });

  it('warns of a target that is not reached instead of refusing it', () => {
    expect(planStage(model, { ...stage, length: 6 }).warnings).toEqual([
      'sub-net 50 %: its last event is number 1, its ramp ends with number 2',
      'sub-net 75 %: it has no event, its ramp ends with number 2',
    ]);
  });

  it('refuses what training refuses', () => {
    expect(() => planStage(model, { ...stage, subnets: [] })).toThrow('There must be one sub-net or more.');
  });

  it('warns where stale weights may come back', () => {
    const moves = [pruneTo({ rank: 'all' })];
    const warningsOf = (elsewhere: 'freeze' | 'coast') =>
      planStage(model, { ...stage, strategy: gradual({ moves, policies: { elsewhere } }) }).warnings;
    expect(warningsOf('freeze')).toEqual([
      "rank 'all' with elsewhere 'freeze': weights pruned before come back by stale magnitudes",
    ]);
    expect(warningsOf('coast')[0]).toMatch(/^rank 'all' with elsewhere 'coast': masks of sparser sub-nets will nest/);
    expect(planStage(model, { ...stage, subnets: [0], strategy: dense }).warnings).toEqual([]);
  });
});
