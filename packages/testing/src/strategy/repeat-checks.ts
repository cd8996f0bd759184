import type { RunState, Strategy } from '@altsparse/core';
import { sameBits } from '../bits.ts';
import type { Check } from '../check/check.ts';
import { optionFaults } from '../check/factory.ts';
import { oddPart } from './plain.ts';
import { isRefusal, masksAfter, type Recording, record, stagesOf } from './record.ts';
import type { Scenario } from './scenario.ts';
import type { StrategySubject } from './subject.ts';
import { allWatched } from './watch.ts';

const usual = ({ scenarios }: StrategySubject): Scenario => scenarios[0] as Scenario;

async function usualRecording(subject: StrategySubject): Promise<Recording | undefined> {
  return (await subject.all()).find(({ scenario, error }) => scenario === usual(subject) && error === undefined);
}

const firstDifference = (a: readonly string[], b: readonly string[]): string =>
  a.find((line, i) => line !== b[i]) ?? `${a.length} lines against ${b.length}`;

const again = (subject: StrategySubject, strategy: Strategy, seed = 1): Promise<Recording> =>
  record(usual(subject), strategy, { ...subject.settings, seed });

const sameSeed: Check<StrategySubject> = {
  name: 'same-seed-same-masks',
  says: 'gives the same bits in every run with one seed, whether it is made anew or used again',
  async run(subject) {
    const first = await usualRecording(subject);
    if (first === undefined) return [];
    const [fresh, used] = [await again(subject, subject.make()), await again(subject, first.made)];
    return [
      ...(fresh.trace.join() === first.trace.join() ? [] : [`made anew: ${firstDifference(first.trace, fresh.trace)}`]),
      ...(used.trace.join() === first.trace.join() ? [] : [`used again: ${firstDifference(first.trace, used.trace)}`]),
    ];
  },
};

const everyMaskOf = (recording: Recording): Uint8Array[] => [
  ...recording.watched.first,
  ...recording.states.flatMap((_, step) => masksAfter(recording, step)),
];

const otherSeed: Check<StrategySubject> = {
  name: 'seed-decides-what-is-random',
  says: 'gives other masks with another seed if it draws random numbers, and the same ones if it draws none',
  async run(subject) {
    const first = await usualRecording(subject);
    if (first === undefined) return [];
    const masks = stagesOf(first).flatMap(everyMaskOf);
    const others = stagesOf(await again(subject, subject.make(), 2)).flatMap(everyMaskOf);
    const same = masks.every((mask, i) => sameBits(mask, others[i] ?? []));
    if (!allWatched(first.watched).some(({ drew }) => drew))
      return same ? [] : ['Seeds differ in masks, but no move asks the view for random numbers.'];
    const full = masks.every((mask) => mask.every((kept) => kept === 1));
    return same && !full ? ['It draws random numbers, but another seed gives the same masks.'] : [];
  },
};

const resumes: Check<StrategySubject> = {
  name: 'resumes-bit-equal',
  says: 'goes on after every step as if it had never been stopped',
  async run(subject) {
    const whole = await usualRecording(subject);
    if (whole === undefined) return [];
    const faults: string[] = [];
    for (const state of whole.states.slice(0, -1)) {
      const rest = await record(usual(subject), subject.make(), {
        ...subject.settings,
        resume: structuredClone(state),
      });
      const trace = whole.trace.slice(-rest.trace.length);
      if (rest.error !== undefined) faults.push(`from step ${state.step}: ${String(rest.error)}`);
      else if (!sameEnd(whole, rest) || trace.join() !== rest.trace.join())
        faults.push(`from step ${state.step}: ${firstDifference(trace, rest.trace)}`);
    }
    return faults;
  },
};

function sameEnd(whole: Recording, rest: Recording): boolean {
  const [a, b] = [whole.states.at(-1), rest.states.at(-1)] as [RunState, RunState];
  const masks = a.store.masks.every((mask, i) => sameBits(mask, b.store.masks[i] ?? []));
  return masks && sameBits(a.store.masters, b.store.masters);
}

const untouched: Check<StrategySubject> = {
  name: 'view-is-left-alone',
  says: 'writes into no array that it is shown, and into no mask that it has given',
  async run(subject) {
    return (await subject.all()).flatMap(({ watched, scenario }) => [
      ...new Set(allWatched(watched).flatMap(({ written }) => written)),
      ...(allWatched(watched).every((one) => one.unchanged())
        ? []
        : [`${scenario.name}: a mask has changed after it was given.`]),
    ]);
  },
};

const nothingKept: Check<StrategySubject> = {
  name: 'nothing-leaks',
  says: 'keeps no array that it is shown beyond its answer, in its state or elsewhere',
  async run(subject) {
    const first = await usualRecording(subject);
    if (first === undefined || first.trace.join() !== (await again(subject, subject.make())).trace.join()) return [];
    const spoilt = await record(usual(subject), subject.make(), { ...subject.settings, takeBack: true });
    if (spoilt.error !== undefined) return [`Its arrays hold other numbers afterwards: ${String(spoilt.error)}`];
    const same = spoilt.trace.join() === first.trace.join();
    return same ? [] : [`It goes on from arrays of an earlier event: ${firstDifference(first.trace, spoilt.trace)}`];
  },
};

const plainState: Check<StrategySubject> = {
  name: 'state-is-plain',
  says: 'remembers only what a file can hold: objects, lists, maps, sets, texts, numbers, typed arrays',
  async run(subject) {
    const whole = await usualRecording(subject);
    const states = whole?.watched === undefined ? [] : allWatched(whole.watched).flatMap(({ states }) => [...states]);
    return states.flatMap(([move, state]) => {
      const found = oddPart(state, 'state');
      return found === undefined ? [] : [`Move '${move}': ${found}`];
    });
  },
};

const options: Check<StrategySubject> = {
  name: 'options-round-trip',
  says: 'has options that come back from JSON as they went',
  run: ({ factory, options: given }) => optionFaults(factory, given),
};

const events: Check<StrategySubject> = {
  name: 'has-events',
  says: 'has moves only with a timetable, and then an event at least within the steps of a run',
  async run(subject) {
    const { moves, timetable } = subject.make();
    if (moves.length === 0) return [];
    if (timetable === undefined) return ['It has moves, but no timetable.'];
    const found = (await subject.recordings()).some((recording) => recording.events.length > 0);
    const refused = (await subject.all()).every(({ error }) => isRefusal(error));
    return found || refused
      ? []
      : [`None in ${subject.settings.steps} steps: give options whose period is shorter, or more steps.`];
  },
};

/** What must be so each time. */
export const repeatChecks: readonly Check<StrategySubject>[] = [
  events,
  sameSeed,
  otherSeed,
  resumes,
  untouched,
  nothingKept,
  plainState,
  options,
];
