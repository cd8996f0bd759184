import { alternating, joint, random, type Scheduler, sandwich, type Turn } from '@altsparse/core';
import { describe, expect, it } from 'vitest';
import { checkScheduler } from './check-scheduler.ts';

/** Sub-nets in turn, with something changed. */
const changed = (change: (turn: Turn, step: number, count: number) => Partial<Turn>): Scheduler => {
  const { turn } = alternating();
  return {
    name: 'changed',
    turn: (step, count) => ({ ...turn(step, count), ...change(turn(step, count), step, count) }),
  };
};

async function caughtBy(factory: () => Scheduler): Promise<string[]> {
  return [...new Set((await checkScheduler(factory)).map(({ check }) => check))];
}

describe('the battery for schedulers', () => {
  it.each([
    ['alternating', () => alternating()],
    ['alternating, held', () => alternating({ hold: 3 })],
    ['joint', () => joint()],
    ['random', () => random()],
    ['sandwich', () => sandwich({ subnets: 3 })],
  ])('finds nothing in %s', async (_, factory) => {
    expect(await caughtBy(factory)).toEqual([]);
  });

  it.each<[string, Scheduler, string[]]>([
    [
      'a sub-net that does not exist',
      changed((_, step, count) => ({ subnets: [(step % count) + 1] })),
      ['turns-in-range', 'every-sub-net-trains'],
    ],
    ['a sub-net twice', changed(({ subnets }) => ({ subnets: [...subnets, ...subnets] })), ['turns-in-range']],
    ['a teacher that does not train', changed((_, step) => ({ teacher: step === 3 ? 7 : 0 })), ['turns-in-range']],
    [
      'a step without sub-nets',
      changed(({ subnets }, step) => ({ subnets: step === 4 ? [] : subnets })),
      ['turns-in-range'],
    ],
    ['a round that goes back', changed(({ round }, step) => ({ round: step === 7 ? 0 : round })), ['rounds-rise']],
    ['a batch that is left out', changed((_, step) => ({ batch: 2 * step })), ['batches-follow']],
    ['a sub-net that never trains', changed(() => ({ subnets: [0] })), ['every-sub-net-trains']],
  ])('finds %s', async (_, scheduler, checks) => {
    expect(await caughtBy(() => scheduler)).toEqual(checks);
  });

  it('finds turns that depend on what was asked before', async () => {
    const { turn } = alternating();
    const factory = (): Scheduler => {
      let calls = -1;
      return { name: 'counts', turn: (step, count) => ({ ...turn(step, count), subnets: [++calls % count] }) };
    };
    expect(await caughtBy(factory)).toEqual(['pure']);
  });

  it('finds a seed that is kept from the first question', async () => {
    const factory = (): Scheduler => {
      let kept: number | undefined;
      const { turn } = random();
      return {
        name: 'keeps its seed',
        turn(step, count, seed) {
          kept ??= seed;
          return turn(step, count, kept);
        },
      };
    };
    expect(await caughtBy(factory)).toEqual(['seed-decides-what-is-random']);
  });

  it('finds a turn that changes after it was given', async () => {
    const subnets = [0];
    const own: Scheduler = {
      name: 'one array',
      turn(step, count) {
        subnets[0] = step % count;
        return { batch: step, round: Math.floor(step / count), subnets };
      },
    };
    expect(await caughtBy(() => own)).toContain('answers-stay');
  });
});
