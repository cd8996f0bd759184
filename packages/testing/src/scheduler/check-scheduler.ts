import type { Scheduler, Turn } from '@altsparse/core';
import { allFindings, type Check, type Finding } from '../check/check.ts';
import { type Factory, type FactoryOptions, makePart, optionFaults } from '../check/factory.ts';

/** What the battery for schedulers may be told. */
export interface SchedulerOptions extends FactoryOptions {
  /** Numbers of sub-nets with which it is tested. Default 1, 2, 3 and 5. */
  readonly counts?: readonly number[];
  /** Rounds of as many steps as there are sub-nets that are looked at; each sub-net must train within a quarter of them. Default 40. */
  readonly rounds?: number;
}

/** A scheduler under test. */
export interface SchedulerSubject {
  /** What was asked for. */
  readonly options: SchedulerOptions;
  /** Makes a fresh one at each call. */
  readonly factory: Factory<Scheduler>;
  /** Its turns, by number of sub-nets. */
  turns(): ReadonlyMap<number, readonly Turn[]>;
}

/** Prepares a scheduler for the battery. */
export function schedulerSubject(factory: Factory<Scheduler>, options: SchedulerOptions = {}): SchedulerSubject {
  const { counts = [1, 2, 3, 5], rounds = 40 } = options;
  const turns = (): Map<number, Turn[]> => {
    const scheduler = makePart(factory, options);
    return new Map(
      counts.map((count) => [count, Array.from({ length: rounds * count }, (_, step) => scheduler.turn(step, count))]),
    );
  };
  return { factory, options, turns };
}

/** Looks at each turn, with the one before it. */
function eachTurn(
  { turns }: SchedulerSubject,
  look: (turn: Turn, before: Turn | undefined, count: number) => string | undefined,
): string[] {
  return [...turns()].flatMap(([count, list]) =>
    list.flatMap((turn, step) => {
      const fault = look(turn, list[step - 1], count);
      return fault === undefined ? [] : [`${count} sub-nets, step ${step}: ${fault}`];
    }),
  );
}

const isIndex = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

const inRange: Check<SchedulerSubject> = {
  name: 'turns-in-range',
  says: 'gives each step one or more different sub-nets that exist',
  run: (subject) =>
    eachTurn(subject, ({ subnets }, _, count) => {
      const different = new Set(subnets).size === subnets.length;
      const exist = subnets.every((one) => isIndex(one) && one < count);
      return subnets.length > 0 && different && exist ? undefined : `the sub-nets are [${subnets.join(', ')}]`;
    }),
};

const roundsRise: Check<SchedulerSubject> = {
  name: 'rounds-rise',
  says: 'counts rounds from 0, and never back',
  run: (subject) =>
    eachTurn(subject, ({ round }, before) => {
      const from = before?.round ?? 0;
      const fits = isIndex(round) && (before === undefined ? round === 0 : round >= from);
      return fits ? undefined : `round ${round} comes after ${before === undefined ? 'none' : from}`;
    }),
};

const batchesFollow: Check<SchedulerSubject> = {
  name: 'batches-follow',
  says: 'takes batch 0 first, then the same batch or the next',
  run: (subject) =>
    eachTurn(subject, ({ batch }, before) => {
      const from = before?.batch ?? -1;
      const fits = isIndex(batch) && (batch === from || batch === from + 1);
      return fits ? undefined : `batch ${batch} comes after ${from < 0 ? 'none' : from}`;
    }),
};

const everyTrains: Check<SchedulerSubject> = {
  name: 'every-sub-net-trains',
  says: 'has every sub-net train again and again',
  run: ({ turns }) =>
    [...turns()].flatMap(([count, list]) =>
      Array.from({ length: count }, (_, subnet) => {
        const span = Math.ceil(list.length / 4);
        const idle = [0, 1, 2, 3].filter(
          (part) => !list.slice(part * span, (part + 1) * span).some(({ subnets }) => subnets.includes(subnet)),
        );
        return idle.length === 0 ? [] : [`${count} sub-nets: sub-net ${subnet} does not train in ${span} steps`];
      }).flat(),
    ),
};

const pure: Check<SchedulerSubject> = {
  name: 'pure',
  says: 'gives the same turn for the same step, in whatever order it is asked, also far away',
  run({ turns, factory, options }) {
    const scheduler = makePart(factory, options);
    return [...turns()].flatMap(([count, list]) => {
      const far = JSON.stringify(scheduler.turn(1_000_003, count));
      const wrong = list.findLastIndex(
        (turn, step) => JSON.stringify(scheduler.turn(step, count)) !== JSON.stringify(turn),
      );
      const faults = wrong < 0 ? [] : [`${count} sub-nets, step ${wrong}: another turn than when asked in order`];
      return JSON.stringify(scheduler.turn(1_000_003, count)) === far
        ? faults
        : [...faults, `${count} sub-nets, step 1000003: two turns`];
    });
  },
};

const ownAnswers: Check<SchedulerSubject> = {
  name: 'answers-stay',
  says: 'does not change a turn that it has given',
  run({ factory, options }) {
    const scheduler = makePart(factory, options);
    const first = scheduler.turn(0, 3);
    const then = JSON.stringify(first);
    for (let step = 1; step < 9; step++) scheduler.turn(step, 3);
    return JSON.stringify(first) === then ? [] : ['The turn of step 0 changes when others are asked for.'];
  },
};

const roundTrip: Check<SchedulerSubject> = {
  name: 'options-round-trip',
  says: 'has options that come back from JSON as they went',
  run: ({ factory, options }) => optionFaults(factory, options),
};

/** All checks of schedulers, in order. */
export const schedulerChecks: readonly Check<SchedulerSubject>[] = [
  inRange,
  roundsRise,
  batchesFollow,
  everyTrains,
  pure,
  ownAnswers,
  roundTrip,
];

/**
 * Tests a scheduler, without a test runner.
 *
 * @param factory - Makes a fresh one at each call, or a contribution.
 * @param options - Each may be left out.
 * @returns What is wrong; empty if it conforms.
 */
export function checkScheduler(
  factory: Factory<Scheduler>,
  options: SchedulerOptions = {},
): Promise<readonly Finding[]> {
  return allFindings(schedulerChecks, schedulerSubject(factory, options));
}
