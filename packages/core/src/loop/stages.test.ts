import { describe, expect, it } from 'vitest';
import { crossEntropy } from '../loss/cross-entropy.ts';
import { linearRamp } from '../mask/curve.ts';
import { keepAll } from '../mask/initial.ts';
import type { Move } from '../mask/move.ts';
import { pruneTo } from '../mask/prune-to.ts';
import { magnitude } from '../mask/scores.ts';
import { markLargest } from '../mask/select.ts';
import type { Strategy } from '../mask/strategy.ts';
import { planStages } from '../plan/plan-stage.ts';
import { constantRate } from '../schedule/learning-rate.ts';
import { restoreSnapshot, type Snapshot, snapshotOf } from '../store/snapshot.ts';
import { subnetWeights } from '../store/store.ts';
import type { Surgery } from '../surgery/surgery.ts';
import { plainNetwork } from './plain-network.test.kit.ts';
import type { StageOptions } from './stage.ts';
import { runStep } from './step.ts';
import { begin, dense, toyData, toyPlan, withMasks } from './toy.test.kit.ts';
import { train } from './train.ts';

const model = toyPlan();
const network = plainNetwork(model);
const base: StageOptions = {
  subnets: [0],
  strategy: dense,
  data: toyData(),
  length: 5,
  learningRate: constantRate(0.1),
};
const result = (...stages: readonly StageOptions[]) => train({ model, network, stages }).result;
const still = { ...base, length: 1, learningRate: constantRate(0) };

describe('a stage', () => {
  it('goes on from the weights and statistics of the one before, with empty slots', async () => {
    const one = await result(base);
    const two = await result(base, still);
    expect(two.store.masters).toEqual(one.store.masters);
    expect(two.steps).toBe(6);
    const weights = subnetWeights(one.store, 0);
    const request = {
      subnet: 0,
      weights,
      batch: await base.data.batch(0),
      loss: crossEntropy(),
      want: 'all',
      noise: 0,
    } as const;
    const { gradient, moments } = await network.differentiate(request);
    // one step of momentum from nothing is the gradient itself
    expect(two.store.slots.get('momentum')?.[0]?.subarray(0, 72)).toEqual(gradient.subarray(0, 72));
    const before = one.store.statistics;
    two.store.statistics.forEach((value, i) => {
      expect(value).toBeCloseTo(0.9 * (before[i] as number) + 0.1 * (moments[i] as number), 5);
    });
  });

  it('begins anew where it is told to', async () => {
    const { store } = await result(base, { ...still, start: 'fresh' });
    expect(store.masters).toEqual((await result(still)).store.masters);
  });

  it('begins with weights that come from elsewhere, one for all sub-nets or one for each', async () => {
    const parameters = Float32Array.from({ length: model.parameterCount }, (_, i) => i);
    const statistics = new Float32Array(model.statisticCount).fill(0.25);
    const other = { parameters: parameters.map((value) => -value), statistics: statistics.map((value) => 2 * value) };
    const stages = [{ ...still, subnets: [0, 0], strategy: { ...dense, policies: { nowhere: 'keep' } } as const }];
    const begun = async (weights: NonNullable<Parameters<typeof train>[0]['weights']>) =>
      (await train({ model, network, weights, stages }).result).store;
    const one = await begun({ parameters, statistics });
    expect(subnetWeights(one, 1).parameters).toEqual(parameters);
    const two = await begun([{ parameters, statistics }, other]);
    const norm = model.parameters.find(({ name }) => name === 'norm/scale');
    expect(subnetWeights(two, 0).parameters[norm?.offset ?? 0]).toBe(norm?.offset);
    expect(subnetWeights(two, 1).parameters).toEqual(other.parameters);
  });

  it('refuses weights of another model', async () => {
    const weights = { parameters: new Float32Array(3), statistics: new Float32Array(model.statisticCount) };
    await expect(train({ model, network, weights, stages: [still] }).result).rejects.toMatchObject({
      code: 'initial-weights',
      details: { place: 'weights[0]' },
    });
  });

  it('hands on masks, and weights outside them, to a strategy that keeps the mask it finds', async () => {
    const half = Uint8Array.from({ length: 72 }, (_, i) => i % 2);
    const keep: Move = { name: 'keep what is there', apply: (view) => ({ mask: view.mask }) };
    const { store } = await result(
      { ...base, strategy: withMasks([half]) },
      { ...still, strategy: { ...dense, initial: keep } },
    );
    expect(store.masks[0]).toEqual(half);
    expect(store.masters[0]).toBe(0);
  });

  it('gives new sub-nets the private normalisation of the last one before', async () => {
    const { store } = await result(base, { ...still, subnets: [0, 0] });
    const before = (await result(base)).store;
    const scale = store.layout.parameters.map((of) => of.find((one) => one.name === 'norm/scale'));
    const old = before.layout.parameters[0]?.find((one) => one.name === 'norm/scale');
    for (const segment of scale)
      expect(store.masters.subarray(segment?.target, (segment?.target ?? 0) + 8)).toEqual(
        before.masters.subarray(old?.target, (old?.target ?? 0) + 8),
      );
  });

  it('does not show evaluations of the stage before as its own', async () => {
    const { subnets } = await result({ ...base, evaluation: toyData() }, still);
    expect(subnets[0]).not.toHaveProperty('evaluation');
  });
});

describe('a stage that takes over masks', () => {
  const half = Uint8Array.from({ length: 72 }, (_, i) => i % 2);
  const first = { ...base, subnets: [0.5], strategy: { ...withMasks([half]), initialSparsity: 0.5 } };

  it('begins with those of the stage before, whatever its strategy would begin with', async () => {
    const { store } = await result(first, { ...still, masks: 'previous' });
    expect(store.masks[0]).toEqual(half);
    expect((await result(first, still)).store.masks[0]).toEqual(new Uint8Array(72).fill(1));
  });

  it('lets its ramp rise from the target of that stage', () => {
    const moves = [pruneTo({ ramp: linearRamp })];
    const strategy: Strategy = { ...dense, moves, timetable: { every: 1, until: 4, place: 'update' } };
    const next = { ...still, length: 5, subnets: [0.9], strategy, masks: 'previous' } as const;
    const [, plan] = planStages(model, [first, next]);
    expect(plan?.subnets[0]?.start).toBe(0.5);
    expect(plan?.subnets[0]?.events.map((event) => Number(event.sparsity.toFixed(6)))).toEqual([0.6, 0.7, 0.8, 0.9]);
  });

  it.each([[[{ ...still, masks: 'previous' }]], [[first, { ...still, masks: 'previous', start: 'fresh' }]]] as const)(
    'is refused where there are none: case %#',
    (stages) => {
      expect(() => train({ model, network, stages })).toThrow(/masks: A stage takes over masks/);
    },
  );
});

describe('a strategy of rounds', () => {
  const rounds: Strategy = {
    ...dense,
    rounds: ({ targets, weights }) => [
      { name: 'one', sparsities: [0], strategy: dense },
      { name: `two of ${weights}`, sparsities: targets, strategy: { ...dense, initialSparsity: 0.5 }, rewindTo: 1 },
    ],
  };

  it('becomes stages of its own, and stages after it count from those that were given', async () => {
    const plans = planStages(model, [
      { ...base, subnets: [0.5], strategy: rounds, name: 'a' },
      { ...base, length: 2, start: { stage: 0, step: 3 } },
    ]);
    expect(plans.map(({ name, given, steps }) => [name, given, steps])).toEqual([
      ['a, one', 0, 5],
      ['a, two of 72', 0, 4],
      [undefined, 1, 2],
    ]);
  });

  it.each([
    [[], 'no round'],
    [[{ name: 'x', sparsities: [], strategy: dense }], '0 sparsities in round 0'],
  ])('is refused with rounds that cannot be used: case %#', (wrong, found) => {
    const strategy: Strategy = { ...dense, rounds: () => wrong };
    expect(() => train({ model, network, stages: [{ ...base, strategy }] })).toThrow(found);
  });
});

describe('a rewound stage (lottery ticket)', () => {
  const pruneHalf: Move = {
    name: 'prune half',
    apply(view) {
      const mask = new Uint8Array(view.mask.length);
      markLargest(magnitude.score(view), 36, { from: 0, to: mask.length, among: view.mask }, mask);
      return { mask };
    },
  };
  const ticket: Strategy = { ...dense, name: 'ticket', initialSparsity: 0.5, initial: pruneHalf };

  it('has the weights of the earlier step under the masks that the trained weights chose', async () => {
    const early = await begin(model, base, 0);
    for (const step of [0, 1]) await runStep(early, step);
    const atTwo = snapshotOf(early.store);
    const trained = await result(base);
    const { store } = await result(base, { ...still, subnets: [0.5], strategy: ticket, start: { stage: 0, step: 2 } });
    const mask = new Uint8Array(72);
    markLargest(trained.store.masters.slice(0, 72).map(Math.abs), 36, { from: 0, to: 72 }, mask);
    expect(store.masks[0]).toEqual(mask);
    expect([...store.masters]).toEqual([...atTwo.masters].map((value, i) => (mask[i] === 0 ? 0 : value)));
  });

  it('trains on as the first stage did when no weight is pruned', async () => {
    const { store } = await result(base, { ...base, length: 3, start: { stage: 0, step: 2 }, data: shifted(2) });
    expect(store.masters).toEqual((await result(base)).store.masters);
    expect(store.slots).toEqual((await result(base)).store.slots);
  });

  function shifted(by: number): StageOptions['data'] {
    const data = toyData();
    return { ...data, batch: (index) => data.batch(index + by) };
  }

  it.each([[{ stage: 0, step: 5 }], [{ stage: 0, step: -1 }], [{ stage: 1, step: 0 }], [{ stage: 7, step: 0 }]])(
    'is refused before training when nobody runs the step it goes back to: %j',
    (start) => {
      expect(() => train({ model, network, stages: [base, { ...still, start }] })).toThrow(
        /stage 1, start: A stage rewinds/,
      );
    },
  );
});

describe('a snapshot', () => {
  /** Remembers within a round, so that it has something to lose: adds half of the sub-net before. */
  const surgery: Surgery = {
    name: 'lean',
    scope: 'whole',
    against: 'previous',
    remember: 'raw',
    support: 'active',
    coefficients: (gram) => Array(gram.references).fill(0.5),
  };
  /** Counts its events, so that it too has something to lose, and moves one weight a time. */
  const turning: Move = {
    name: 'turning',
    apply: (view, state) => {
      const count = typeof state === 'number' ? state + 1 : 1;
      return { mask: view.mask.map((_, i) => (i % 5 === count % 5 ? 0 : 1)), state: count };
    },
  };
  const options: StageOptions = {
    subnets: [0, 0, 0],
    strategy: {
      name: 'turning',
      initialSparsity: 0,
      initial: keepAll,
      moves: [turning],
      timetable: { every: 3, place: 'update' },
    },
    surgery,
    data: toyData(),
    length: 20,
  };

  it('taken in the middle of a round gives the same bits afterwards as never having stopped', async () => {
    const whole = await begin(model, options);
    let middle: Snapshot | undefined;
    for (let step = 0; step < 20; step++) {
      if (step === 10) middle = snapshotOf(whole.store);
      await runStep(whole, step);
    }
    const resumed = await begin(model, options);
    restoreSnapshot(resumed.store, middle as Snapshot);
    for (let step = 10; step < 20; step++) await runStep(resumed, step);
    expect(snapshotOf(resumed.store)).toEqual({ ...snapshotOf(whole.store), maskVersions: resumed.store.maskVersions });
    expect(middle?.remembered.length).toBeGreaterThan(0);
    expect(middle?.moveStates[0]?.[0]).toBe(3);
  });

  it('is independent of the store, and of the one that is restored from it', async () => {
    const run = await begin(model, options);
    for (const step of [0, 1, 2, 3]) await runStep(run, step);
    const taken = snapshotOf(run.store);
    const copy = structuredClone(taken);
    await runStep(run, 4);
    restoreSnapshot(run.store, taken);
    for (const step of [4, 5, 6]) await runStep(run, step);
    expect(taken).toEqual(copy);
  });
});
