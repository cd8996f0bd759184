import { type RandomStream, randomStream } from '@altsparse/core';
import { sameBits } from '../bits.ts';
import type { Check } from '../check/check.ts';
import { optionFaults } from '../check/factory.ts';
import { drawnMeeting, edgeMeetings, type Meeting, plainGram } from './patients.ts';
import type { SurgerySubject } from './subject.ts';

const draws = Array.from({ length: 12 }, (_, draw) => drawnMeeting(draw));

/** The same random numbers for each question: what is asked is whether answers follow from them. */
const drawn = (purpose: string): RandomStream => randomStream(0, purpose);

/** Meetings of all kinds. */
const meetings = (): readonly Meeting[] => [...draws, ...edgeMeetings()];

/** Looks at each meeting. */
export function eachMeeting(look: (meeting: Meeting) => string | undefined): string[] {
  return meetings().flatMap((meeting) => {
    const fault = look(meeting);
    return fault === undefined ? [] : [`${meeting.name}: ${fault}`];
  });
}

const fields: Check<SurgerySubject> = {
  name: 'fields-are-known',
  says: 'has a scope, references, a memory and a support that exist',
  run({ make }) {
    const { scope, against, remember, support } = make();
    const known = {
      scope: ['layer', 'whole'],
      against: ['previous', 'allEarlier', 'all'],
      remember: ['raw', 'corrected'],
      support: ['active', 'union', 'remask'],
    };
    return Object.entries({ scope, against, remember, support }).flatMap(([field, value]) => {
      const names = known[field as keyof typeof known];
      return names.includes(value) ? [] : [`${field} is '${value}', and not one of ${names.join(', ')}`];
    });
  },
};

const count: Check<SurgerySubject> = {
  name: 'one-coefficient-a-reference',
  says: 'gives as many coefficients as there are references, and asks for no others',
  run({ make }) {
    const surgery = make();
    return eachMeeting((meeting) => {
      const gram = plainGram(surgery, meeting);
      const { length } = surgery.coefficients(gram, drawn);
      return length === gram.references ? undefined : `${length} coefficients for ${gram.references} references`;
    });
  },
};

const finite: Check<SurgerySubject> = {
  name: 'finite',
  says: 'gives finite coefficients, also where gradients are 0, huge or tiny',
  run({ make }) {
    const surgery = make();
    return eachMeeting((meeting) => {
      const found = [...surgery.coefficients(plainGram(surgery, meeting), drawn)];
      return found.every(Number.isFinite) ? undefined : `the coefficients are ${found.join(', ')}`;
    });
  },
};

const pure: Check<SurgerySubject> = {
  name: 'pure',
  says: 'gives the same answer to the same inner products, whatever it was asked before',
  run({ make }) {
    const used = make();
    const answers = meetings().map((meeting) => [...used.coefficients(plainGram(used, meeting), drawn)]);
    const wrong = meetings().filter((meeting, i) => {
      const [again, fresh] = [used, make()].map((one) => one.coefficients(plainGram(one, meeting), drawn));
      return !sameBits(answers[i] ?? [], again ?? []) || !sameBits(answers[i] ?? [], fresh ?? []);
    });
    return wrong.map(({ name }) => `${name}: another answer the second time`);
  },
};

const roundTrip: Check<SurgerySubject> = {
  name: 'options-round-trip',
  says: 'has options that come back from JSON as they went',
  run: ({ factory, options }) => optionFaults(factory, options),
};

/** What a surgery answers to inner products. */
export const answerChecks: readonly Check<SurgerySubject>[] = [fields, count, finite, pure, roundTrip];
