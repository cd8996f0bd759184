import type { Check } from '../check/check.ts';
import { optionFaults } from '../check/factory.ts';
import type { SchedulerSubject } from './subject.ts';

const pure: Check<SchedulerSubject> = {
  name: 'pure',
  says: 'gives the same turn for the same step, in whatever order it is asked, also far away',
  run({ turns, make }) {
    const scheduler = make();
    return [...turns()].flatMap(([count, list]) => {
      const far = JSON.stringify(scheduler.turn(1_000_003, count, 1));
      const wrong = list.findLastIndex(
        (turn, step) => JSON.stringify(scheduler.turn(step, count, 1)) !== JSON.stringify(turn),
      );
      const faults = wrong < 0 ? [] : [`${count} sub-nets, step ${wrong}: another turn than when asked in order`];
      return JSON.stringify(scheduler.turn(1_000_003, count, 1)) === far
        ? faults
        : [...faults, `${count} sub-nets, step 1000003: two turns`];
    });
  },
};

const seeds: Check<SchedulerSubject> = {
  name: 'seed-decides-what-is-random',
  says: 'gives the turns of each seed, also where runs of two seeds ask it by turns',
  run({ turns, make }) {
    const scheduler = make();
    const [one, two] = [turns(1), turns(2)];
    // asked in the order in which they were made, but for the seed
    return [...one].flatMap(([count, list]) => {
      const wrong = list.findIndex((turn, step) => {
        const seed = 1 + (step % 2);
        const own = seed === 1 ? turn : two.get(count)?.[step];
        return JSON.stringify(scheduler.turn(step, count, seed)) !== JSON.stringify(own);
      });
      return wrong < 0 ? [] : [`${count} sub-nets, step ${wrong}: a turn hangs on the seed that was asked before`];
    });
  },
};

const ownAnswers: Check<SchedulerSubject> = {
  name: 'answers-stay',
  says: 'does not change a turn that it has given',
  run({ make }) {
    const scheduler = make();
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

/** What a scheduler answers, whoever asks and when. */
export const answerChecks: readonly Check<SchedulerSubject>[] = [pure, seeds, ownAnswers, roundTrip];
