import { describe, expect, it } from 'vitest';
import type { Move } from '../mask/move.ts';
import type { Policies } from '../mask/strategy.ts';
import { constantRate } from '../schedule/learning-rate.ts';
import { subnetWeights } from '../store/store.ts';
import type { StageRun } from './context.ts';
import { runStep } from './step.ts';
import { begin, toyData, toyPlan, withMasks } from './toy.test.kit.ts';

const plan = toyPlan({ norm: false });
const data = toyData();
const rate = 0.25;
const decay = 0.125;

/** One, two or more sub-nets in turns; at its event k, sub-net i gets the mask `changes[i][k]`, where there is one. */
function start(changes: Readonly<Record<number, Uint8Array>>[], policies: Partial<Policies> = {}): Promise<StageRun> {
  const move: Move = {
    name: 'as told',
    apply: (view) => ({ mask: changes[view.subnet]?.[view.event.k] ?? view.mask }),
  };
  return begin(plan, {
    subnets: changes.map(() => 0),
    strategy: withMasks(
      changes.map((of) => of[0] as Uint8Array),
      { moves: [move], timetable: { every: 2, place: 'update' }, policies },
    ),
    data,
    learningRate: constantRate(rate),
    weightDecay: decay,
    length: 20,
  });
}

const without = (...places: readonly number[]): Uint8Array =>
  Uint8Array.from({ length: plan.maskableCount }, (_, i) => (places.includes(i) ? 0 : 1));

/** Value and momentum of one weight. */
function at(run: StageRun, place: number): [number, number] {
  const [momentum] = run.store.slots.get('momentum') ?? [];
  return [run.store.masters[place] as number, momentum?.[place] as number];
}

async function gradientNow(run: StageRun, subnet: number, step: number): Promise<Float32Array> {
  const weights = subnetWeights(run.store, subnet);
  const request = { subnet, weights, batch: await data.batch(step), loss: run.loss, want: 'all', noise: 0 } as const;
  return (await run.network.differentiate(request)).gradient;
}

describe('a weight that one sub-net dropped and another has', () => {
  it('keeps value, slot and decay: still while A trains, by plain SGD while B does', async () => {
    const run = await start([{ 0: without(), 1: without(5) }, { 0: without() }]);
    await runStep(run, 0);
    await runStep(run, 1);
    const before = at(run, 5);
    expect(before[1]).not.toBe(0);
    await runStep(run, 2); // A drops it here, before the update
    expect(run.store.masks[0]?.[5]).toBe(0);
    expect(at(run, 5)).toEqual(before);
    const [w, m] = before;
    const momentum = 0.9 * m + ((await gradientNow(run, 1, 3))[5] as number) + decay * w;
    await runStep(run, 3);
    const trained = at(run, 5);
    expect(trained[1]).toBeCloseTo(momentum, 6);
    expect(trained[0]).toBeCloseTo(w - rate * momentum, 6);
    await runStep(run, 4);
    expect(at(run, 5)).toEqual(trained);
    expect(subnetWeights(run.store, 0).parameters[5]).toBe(0);
  });

  it('decays alone in the steps of A, where the policy says so', async () => {
    const run = await start([{ 0: without(5) }, { 0: without() }], { elsewhere: 'decay' });
    await runStep(run, 0);
    await runStep(run, 1);
    const [w, m] = at(run, 5);
    await runStep(run, 2);
    expect(at(run, 5)).toEqual([Math.fround(w * (1 - rate * decay)), m]);
  });

  it('goes on by its momentum in the steps of A, where the policy says so', async () => {
    const run = await start([{ 0: without(5) }, { 0: without() }], { elsewhere: 'coast' });
    await runStep(run, 0);
    await runStep(run, 1);
    const [w, m] = at(run, 5);
    await runStep(run, 2);
    const momentum = 0.9 * m + decay * w;
    expect(at(run, 5)[1]).toBeCloseTo(momentum, 6);
    expect(at(run, 5)[0]).toBeCloseTo(w - rate * momentum, 6);
  });

  it('keeps value and slot when A grows it back', async () => {
    const run = await start([{ 0: without(5), 1: without() }, { 0: without() }]);
    await runStep(run, 0);
    await runStep(run, 1);
    const [w, m] = at(run, 5);
    const gradient = await gradientNow(run, 0, 2);
    await runStep(run, 2); // grown, and trained in the same step
    const momentum = 0.9 * m + (gradient[5] as number) + decay * w;
    expect(at(run, 5)[1]).toBeCloseTo(momentum, 6);
    expect(at(run, 5)[0]).toBeCloseTo(w - rate * momentum, 6);
  });
});

describe('a weight in no mask', () => {
  it('is really zero, value and slot, from the last drop on', async () => {
    const run = await start([
      { 0: without(), 1: without(5) },
      { 0: without(), 1: without(5) },
    ]);
    for (const step of [0, 1, 2]) await runStep(run, step);
    expect(at(run, 5)[0]).not.toBe(0); // B still has it
    for (const step of [3, 4, 5, 6]) {
      await runStep(run, step);
      expect(at(run, 5)).toEqual([0, 0]);
    }
  });

  it('is zero from the start, outside all first masks', async () => {
    const run = await start([{ 0: without(5, 6) }, { 0: without(5) }]);
    expect([at(run, 5)[0], at(run, 6)[0] === 0]).toEqual([0, false]);
  });

  it('keeps both, where the policy says so, and does not move', async () => {
    const run = await start([{ 0: without(), 1: without(5) }], { nowhere: 'keep' });
    await runStep(run, 0);
    await runStep(run, 1);
    const before = at(run, 5);
    await runStep(run, 2);
    await runStep(run, 3);
    expect(at(run, 5)).toEqual(before);
    expect(before[0]).not.toBe(0);
  });

  it('shrinks by a decay of its own, where the policy says so', async () => {
    const run = await start([{ 0: without(5) }], { nowhere: { decay: 0.5 } });
    const [w] = at(run, 5);
    await runStep(run, 0);
    expect(at(run, 5)).toEqual([Math.fround(w * (1 - rate * 0.5)), 0]);
  });

  it('starts at zero when it is grown: its first change is the gradient alone', async () => {
    const run = await start([{ 0: without(), 1: without(5), 2: without() }], { nowhere: 'keep' });
    for (const step of [0, 1, 2, 3]) await runStep(run, step);
    expect(at(run, 5)[0]).not.toBe(0); // kept, but not used again
    const gradient = await gradientNow(run, 0, 4);
    await runStep(run, 4);
    expect(at(run, 5)[1]).toBeCloseTo(gradient[5] as number, 6);
    expect(at(run, 5)[0]).toBeCloseTo(-rate * (gradient[5] as number), 6);
  });

  it('starts with what it had, where the policy says so', async () => {
    const policies = { nowhere: 'keep', grown: { value: 'keep', slot: 'keep' } } as const;
    const run = await start([{ 0: without(), 1: without(5), 2: without() }], policies);
    for (const step of [0, 1, 2, 3]) await runStep(run, step);
    const [w, m] = at(run, 5);
    const gradient = await gradientNow(run, 0, 4);
    await runStep(run, 4);
    expect(at(run, 5)[1]).toBeCloseTo(0.9 * m + (gradient[5] as number) + decay * w, 6);
  });
});

describe('slots per sub-net', () => {
  it('move in own steps only', async () => {
    const run = await start([{ 0: without() }, { 0: without() }], { slots: 'perSubnet' });
    await runStep(run, 0);
    const [first, second] = run.store.slots.get('momentum') ?? [];
    expect(first?.some((one) => one !== 0)).toBe(true);
    expect(second?.every((one) => one === 0)).toBe(true);
    const kept = first?.slice();
    await runStep(run, 1);
    expect(first).toEqual(kept);
    expect(second?.some((one) => one !== 0)).toBe(true);
  });
});

describe('a straight-through strategy', () => {
  it('moves masked weights by the gradient too, though the network sees zeros', async () => {
    const strategy = withMasks([without(5)], { gradient: 'straightThrough', policies: { nowhere: 'keep' } });
    const run = await begin(plan, { subnets: [0], strategy, data, learningRate: constantRate(rate), length: 2 });
    const [w] = at(run, 5);
    const gradient = await gradientNow(run, 0, 0);
    await runStep(run, 0);
    expect(gradient[5]).not.toBe(0);
    expect(at(run, 5)[0]).toBeCloseTo(w - rate * (gradient[5] as number), 6);
    expect(subnetWeights(run.store, 0).parameters[5]).toBe(0);
  });
});
