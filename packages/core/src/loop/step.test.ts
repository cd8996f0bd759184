import { describe, expect, it } from 'vitest';
import type { BatchSource } from '../data/batch.ts';
import { keepAll } from '../mask/initial.ts';
import type { Move } from '../mask/move.ts';
import type { Network } from '../network/network.ts';
import type { Optimizer } from '../optimizer/optimizer.ts';
import { sgd } from '../optimizer/sgd.ts';
import { constantRate } from '../schedule/learning-rate.ts';
import { alternating, joint } from '../schedule/scheduler.ts';
import type { Place } from '../schedule/timetable.ts';
import type { RunEvent } from './events.ts';
import { plainNetwork } from './plain-network.test.kit.ts';
import type { StageOptions } from './stage.ts';
import { collect, dense, ofType, toyData, toyPlan } from './toy.test.kit.ts';
import { train } from './train.ts';

/** Parts that write down when they work, and then do their work. */
function logged(place: Place, steps = 4): { log: string[]; stage: StageOptions; network: Network } {
  const log: string[] = [];
  const inner = plainNetwork(toyPlan());
  const rule = sgd();
  const optimizer: Optimizer = {
    ...rule,
    update(span, algebra) {
      if (log.at(-1) !== 'update') log.push('update');
      rule.update(span, algebra);
    },
  };
  const move: Move = {
    name: 'look',
    apply(view) {
      log.push(`remask ${view.event.k}`);
      return { mask: view.mask.slice() };
    },
  };
  const network: Network = {
    ...inner,
    differentiate(request) {
      log.push(`differentiate ${request.subnet} ${request.want}`);
      return inner.differentiate(request);
    },
  };
  const strategy = { name: 'log', initialSparsity: 0, initial: keepAll, moves: [move], timetable: { every: 2, place } };
  return { log, network, stage: { subnets: [0], strategy, optimizer, data: toyData(), length: steps } };
}

const eventsOf = (stage: StageOptions, network: Network): Promise<RunEvent[]> =>
  collect(train({ model: toyPlan(), network, stages: [stage] }));

const pass = 'differentiate 0 kept';
const whole = 'differentiate 0 all';

describe('the order of a step', () => {
  it.each<[Place, string[]]>([
    ['forward', ['remask 0', pass, 'update', pass, 'update', 'remask 1', pass, 'update', pass, 'update']],
    ['update', [pass, 'update', pass, 'update', whole, 'remask 1', 'update', pass, 'update']],
    ['insteadOfUpdate', [pass, 'update', pass, 'update', pass, 'remask 1', pass, 'update']],
    ['afterUpdate', [pass, 'update', pass, 'update', pass, 'update', 'remask 1', pass, 'update']],
  ])('remasks at the place %s', async (place, expected) => {
    const { log, stage, network } = logged(place);
    await eventsOf(stage, network);
    expect(log).toEqual(expected);
  });

  it('leaves the update out where a remask stands instead of it: rate 0, weights as they were', async () => {
    const { stage, network } = logged('insteadOfUpdate', 3);
    const run = (length: number) =>
      train({ model: toyPlan(), network, stages: [{ ...stage, length, learningRate: constantRate(0.1) }] });
    const three = run(3);
    expect(ofType(await collect(three), 'step').map((event) => event.rate)).toEqual([0.1, 0.1, 0]);
    expect((await three.result).store.masters).toEqual((await run(2).result).store.masters);
  });

  it('asks for the gradient at all positions where a move needs it, or where a mask may grow before the update (above)', async () => {
    const { log, stage, network } = logged('afterUpdate');
    const moves = stage.strategy.moves.map((move) => ({ ...move, needs: ['gradient'] as const }));
    await eventsOf({ ...stage, strategy: { ...stage.strategy, moves } }, network);
    expect(log.filter((line) => line.startsWith('diff'))).toEqual([pass, pass, whole, pass]);
  });

  it('tells of a mask before the step that it belongs to', async () => {
    const { stage, network } = logged('afterUpdate', 3);
    expect((await eventsOf(stage, network)).map((event) => event.type)).toEqual([
      'stage',
      'step',
      'step',
      'mask',
      'step',
    ]);
  });
});

describe('who trains', () => {
  it('is one sub-net a step with the next batch each, alternating', async () => {
    const { log, stage, network } = logged('update', 5);
    const data = toyData();
    const asked: number[] = [];
    const source: BatchSource = {
      ...data,
      batch(index) {
        asked.push(index);
        return data.batch(index);
      },
    };
    const events = await eventsOf({ ...stage, subnets: [0, 0], strategy: dense, data: source }, network);
    expect(ofType(events, 'step').map((event) => event.trained.map((one) => one.subnet))).toEqual([
      [0],
      [1],
      [0],
      [1],
      [0],
    ]);
    expect(asked).toEqual([0, 1, 2, 3, 4]);
    expect(log.filter((line) => line === 'update')).toHaveLength(5);
  });

  it('is every sub-net on the same batch before one update, jointly', async () => {
    const { log, stage, network } = logged('update', 1);
    await eventsOf({ ...stage, subnets: [0, 0], strategy: dense, scheduler: joint() }, network);
    expect(log).toEqual(['differentiate 0 kept', 'differentiate 1 kept', 'update']);
  });

  it('does not matter with a single sub-net: alternating and joint give the same bits', async () => {
    const stage: StageOptions = { subnets: [0], strategy: dense, data: toyData(), length: 6 };
    const [one, other] = [alternating(), joint()].map((scheduler) =>
      train({ model: toyPlan(), network: plainNetwork(toyPlan()), stages: [{ ...stage, scheduler }] }),
    );
    expect((await one?.result)?.store.masters).toEqual((await other?.result)?.store.masters);
  });
});
