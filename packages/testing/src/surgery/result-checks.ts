import { sameBits } from '../bits.ts';
import type { Check } from '../check/check.ts';
import { eachMeeting } from './answer-checks.ts';
import { type Meeting, operateOn, scaled } from './patients.ts';
import type { SurgerySubject } from './subject.ts';

const notChanged: Check<SurgerySubject> = {
  name: 'inputs-are-left-alone',
  says: 'leaves the gradients that meet as they are',
  run({ make }) {
    const surgery = make();
    return eachMeeting((meeting) => {
      const copies = [meeting.gradient, ...meeting.references].map((one) => one.slice());
      operateOn(surgery, meeting);
      const same = [meeting.gradient, ...meeting.references].every((one, i) => sameBits(one, copies[i] ?? []));
      return same ? undefined : 'a gradient is not what it was';
    });
  },
};

const support: Check<SurgerySubject> = {
  name: 'active-support-only',
  says: 'changes weights of the mask alone, unless its support is the union',
  run({ make }) {
    const surgery = make();
    if (surgery.support === 'union') return [];
    return eachMeeting((meeting) => {
      const wrong = operateOn(surgery, meeting).gradient.findIndex((one, i) => one !== 0 && meeting.mask[i] === 0);
      return wrong < 0 ? undefined : `weight ${wrong} is outside the mask`;
    });
  },
};

const near = (a: number, b: number, size: number): boolean => Math.abs(a - b) <= 1e-5 * size;

const largest = (array: Float32Array): number => array.reduce((most, one) => Math.max(most, Math.abs(one)), 0);

const scales: Check<SurgerySubject> = {
  name: 'scales',
  says: 'gives the old result times a number where all gradients are multiplied by it, unless told that it does not',
  run({ make, options }) {
    const surgery = make();
    if (options.scales === false) return [];
    return eachMeeting((meeting) => {
      const once = operateOn(surgery, meeting).gradient;
      const wrong = [4, 0.25].find((factor) => {
        const twice = operateOn(surgery, scaled(meeting, factor)).gradient;
        const size = factor * Math.max(largest(once), largest(meeting.gradient));
        return !once.every((one, i) => near(factor * one, twice[i] as number, size));
      });
      return wrong === undefined ? undefined : `times ${wrong}, the result is another`;
    });
  },
};

/** The same meeting with the weights of each layer in the opposite order. */
function turned(meeting: Meeting): Meeting {
  const turn = <Kind extends Float32Array | Uint8Array>(array: Kind): Kind => {
    const [first, second] = [array.slice(0, 16).reverse(), array.slice(16).reverse()];
    const result = array.slice();
    result.set(first, 0);
    result.set(second, 16);
    return result as Kind;
  };
  return {
    ...meeting,
    gradient: turn(meeting.gradient),
    mask: turn(meeting.mask),
    references: meeting.references.map(turn),
  };
}

const orderless: Check<SurgerySubject> = {
  name: 'order-of-weights-is-nothing',
  says: 'gives the same result where the weights of a layer stand in another order',
  run({ make }) {
    const surgery = make();
    return eachMeeting((meeting) => {
      const once = turned({ ...meeting, gradient: operateOn(surgery, meeting).gradient }).gradient;
      const other = operateOn(surgery, turned(meeting)).gradient;
      const size = Math.max(largest(once), largest(meeting.gradient));
      return once.every((one, i) => near(one, other[i] as number, size)) ? undefined : 'the result is another';
    });
  },
};

/** What becomes of gradients. */
export const resultChecks: readonly Check<SurgerySubject>[] = [notChanged, support, scales, orderless];
