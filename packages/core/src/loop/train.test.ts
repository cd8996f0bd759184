import { describe, expect, it } from 'vitest';
import { AltsparseError } from '../error.ts';
import type { Move } from '../mask/move.ts';
import type { Network } from '../network/network.ts';
import type { RunEvent } from './events.ts';
import { plainNetwork } from './plain-network.test.kit.ts';
import type { StageOptions } from './stage.ts';
import { collect, dense, ofType, toyData, toyPlan, withMasks } from './toy.test.kit.ts';
import { type TrainOptions, train } from './train.ts';

const model = toyPlan();
const network = plainNetwork(model);
const stage: StageOptions = { subnets: [0, 0], strategy: dense, data: toyData(), length: 6 };
const start = (more: Partial<StageOptions> = {}, options: Partial<TrainOptions> = {}) =>
  train({ model, network, stages: [{ ...stage, ...more }], ...options });
const ones = new Uint8Array(model.maskableCount).fill(1);

async function failure(work: Promise<unknown>): Promise<AltsparseError> {
  const error = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(AltsparseError);
  return error as AltsparseError;
}

describe('a run', () => {
  it('learns: both sub-nets end far better than chance on the toy classes', async () => {
    const { subnets, steps } = await start({ length: { epochs: 15 }, evaluation: toyData() }).result;
    expect(steps).toBe(60);
    expect(subnets.map((one) => one.name)).toEqual(['0 %', '0 %']);
    for (const one of subnets) expect(one.evaluation?.accuracy).toBeGreaterThan(0.9);
  });

  it('lets timers and signals have their turn after every step, though the network answers at once', async () => {
    let turns = 0;
    let over = false;
    const tick = (): void => {
      turns++;
      if (!over) setImmediate(tick);
    };
    setImmediate(tick);
    await start({ length: 20 }).result;
    over = true;
    expect(turns).toBeGreaterThanOrEqual(20);
  });

  it('does nothing before it is iterated or its result asked for', async () => {
    let calls = 0;
    const counting: Network = {
      ...network,
      differentiate(request) {
        calls++;
        return network.differentiate(request);
      },
    };
    const run = train({ model, network: counting, stages: [stage] });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(calls).toBe(0);
    await run.result;
    expect(calls).toBe(6);
  });

  it('gives the same result iterated, awaited, and both at once', async () => {
    const iterated = start();
    await collect(iterated);
    const both = start();
    const [result, events] = await Promise.all([both.result, collect(both)]);
    expect(events.map((event) => event.type)).toEqual(['stage', ...Array(6).fill('step')]);
    const masters = [(await iterated.result).store, (await start().result).store, result.store].map(
      (one) => one.masters,
    );
    expect(masters[1]).toEqual(masters[0]);
    expect(masters[2]).toEqual(masters[0]);
  });

  it('says so when it is left before its end', async () => {
    const run = start();
    for await (const event of run) if (event.type === 'step') break;
    expect((await failure(run.result)).code).toBe('run-left');
  });

  it('takes a graph as well as a plan', async () => {
    const [one, other] = await Promise.all([start().result, start({}, { model: model.graph }).result]);
    expect(one.store.masters).toEqual(other.store.masters);
  });

  it('gives the same bits twice with one seed, and others with another', async () => {
    const [first, again, other] = await Promise.all([1, 1, 2].map((seed) => start({}, { seed }).result));
    expect(again?.store.masters).toEqual(first?.store.masters);
    expect(again?.store.slots).toEqual(first?.store.slots);
    expect(other?.store.masters).not.toEqual(first?.store.masters);
  });
});

describe('events', () => {
  it('carry loss, accuracy and sparsity of the sub-net that trained, and the rate', async () => {
    const half = ones.map((_, i) => i % 2);
    const [first, second] = ofType(await collect(start({ strategy: withMasks([ones, half]) })), 'step');
    expect(first?.trained).toHaveLength(1);
    expect([first?.step, first?.trained[0]?.subnet, first?.trained[0]?.sparsity, first?.rate]).toEqual([0, 0, 0, 0.1]);
    expect([second?.trained[0]?.subnet, second?.trained[0]?.sparsity]).toEqual([1, 0.5]);
    expect(first?.trained[0]?.loss).toBeGreaterThan(0.3);
    expect((first?.trained[0]?.accuracy ?? -1) * 8).toBeCloseTo(Math.round((first?.trained[0]?.accuracy ?? -1) * 8), 9);
  });

  it('begin with the sparsities of the first masks as they are', async () => {
    const half = ones.map((_, i) => i % 2);
    const [event] = ofType(await collect(start({ strategy: withMasks([ones, half]) })), 'stage');
    expect(event).toEqual({
      type: 'stage',
      stage: 0,
      step: 0,
      steps: 6,
      stepsPerEpoch: 4,
      subnets: [
        { name: '0 %', sparsity: 0, target: 0 },
        { name: '0 %', sparsity: 0.5, target: 0 },
      ],
    });
  });

  it('tell of an evaluation of every sub-net after each epoch and at the end', async () => {
    const events = ofType(await collect(start({ evaluation: toyData() })), 'evaluation');
    expect(events.map(({ step, subnet }) => [step, subnet])).toEqual([
      [4, 0],
      [4, 1],
      [6, 0],
      [6, 1],
    ]);
    const often = ofType(await collect(start({ evaluation: toyData(), evaluateEvery: 2, subnets: [0] })), 'evaluation');
    expect(often.map(({ step }) => step)).toEqual([2, 4, 6]);
  });

  it('reach all observers in order, each before the next event and before the iterator', async () => {
    const log: string[] = [];
    const observers = ['first', 'second'].map((name) => ({
      name,
      async observe(event: RunEvent) {
        await Promise.resolve();
        log.push(`${name} ${event.type}`);
      },
    }));
    for await (const event of start({ length: 1 }, { observers })) log.push(event.type);
    expect(log).toEqual(['first stage', 'second stage', 'stage', 'first step', 'second step', 'step']);
  });
});

describe('a run stops', () => {
  it('after the step under way when its signal is given, with the reason', async () => {
    const stop = new AbortController();
    const steps: number[] = [];
    const run = start({}, { signal: stop.signal });
    const error = await failure(
      (async () => {
        for await (const event of run) {
          if (event.type !== 'step') continue;
          steps.push(event.step);
          if (event.step === 2) stop.abort('enough');
        }
      })(),
    );
    expect(steps).toEqual([0, 1, 2]);
    expect([error.code, error.details.place, error.details.cause]).toEqual([
      'run-aborted',
      'stage 0, step 3',
      'enough',
    ]);
    expect(await failure(run.result)).toBe(error);
  });

  it('at a loss that is not finite, with step and sub-net', async () => {
    let passes = 0;
    const diverging: Network = {
      ...network,
      async differentiate(request) {
        const pass = await network.differentiate(request);
        return passes++ === 3 ? { ...pass, loss: Number.NaN } : pass;
      },
    };
    const error = await failure(start({}, { network: diverging }).result);
    expect([error.code, error.details.place, error.details.found]).toEqual([
      'loss-not-finite',
      'step 3, sub-net 1',
      Number.NaN,
    ]);
  });

  it.each<[string, Move['apply'], string, string]>([
    [
      'throws',
      () => {
        throw new Error('no');
      },
      'part-failed',
      "move 'bad' (apply), sub-net 1, step 3: no",
    ],
    [
      'gives a mask of another length',
      () => ({ mask: new Uint8Array(3) }),
      'mask-shape',
      "move 'bad' (apply), sub-net 1, step 3: A mask has the wrong length. Found: 3. Expected: 72.",
    ],
    [
      'gives something else than 0 and 1',
      (view) => ({ mask: view.mask.map(() => 2) }),
      'mask-shape',
      "move 'bad' (apply), sub-net 1, step 3, weight 0: A mask may hold 0 and 1 only. Found: 2.",
    ],
  ])('at a move that %s, with its name', async (_, apply, code, message) => {
    const bad: Move = {
      name: 'bad',
      apply: (view, state) => (view.subnet === 0 ? { mask: view.mask } : apply(view, state)),
    };
    const strategy = { ...dense, moves: [bad], timetable: { every: 2, place: 'update' } } as const;
    const error = await failure(start({ strategy }).result);
    expect([error.code, error.message]).toEqual([code, message]);
  });

  it('at a relation that fails, and at an observer that does, with their names', async () => {
    const relation = { name: 'odd', relate: () => [new Uint8Array(1)] };
    expect((await failure(start({ strategy: { ...dense, relation } }).result)).message).toContain("relation 'odd'");
    const observers = [
      {
        name: 'watcher',
        observe(event: RunEvent) {
          if (event.type === 'step') throw new Error('disk full');
        },
      },
    ];
    const error = await failure(start({}, { observers }).result);
    expect([error.code, error.message]).toEqual([
      'part-failed',
      "observer 'watcher' (observe), event 'step', step 0: disk full",
    ]);
  });
});
