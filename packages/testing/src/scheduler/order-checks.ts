import type { Turn } from '@altsparse/core';
import type { Check } from '../check/check.ts';
import type { SchedulerSubject } from './subject.ts';

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
  says: 'gives each step one or more different sub-nets that exist, and a teacher among them or none',
  run: (subject) =>
    eachTurn(subject, ({ subnets, teacher }, _, count) => {
      const different = new Set(subnets).size === subnets.length;
      const exist = subnets.every((one) => isIndex(one) && one < count);
      if (subnets.length === 0 || !different || !exist) return `the sub-nets are [${subnets.join(', ')}]`;
      const taught = teacher === undefined || subnets.includes(teacher);
      return taught ? undefined : `the teacher is ${teacher}, and the sub-nets are [${subnets.join(', ')}]`;
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

/** Who trains, in which round, on which batch. */
export const orderChecks: readonly Check<SchedulerSubject>[] = [inRange, roundsRise, batchesFollow, everyTrains];
