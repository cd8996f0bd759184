import { defaultPolicies, type Policies } from '@altsparse/core';
import { anyOf } from '../bits.ts';
import type { Check } from '../check/check.ts';
import { drawnWeights } from '../net/pulled-network.ts';
import { masksAfter, masksBefore, type Recording } from './record.ts';
import type { StrategySubject } from './subject.ts';

/** Weights of a run at rest before a step, worked out for step 0: what no mask has is 0 under `nowhere: 'zero'`. */
function weightsBefore(recording: Recording, step: number, policies: Policies): Float32Array {
  if (step > 0) return recording.states[step - 1]?.store.masters ?? new Float32Array(0);
  const union = anyOf(recording.watched.first);
  const weights = drawnWeights(recording.scenario.plan);
  return weights.map((weight, i) => (policies.nowhere === 'zero' && union[i] === 0 ? 0 : weight));
}

/** The value that a weight must have after a step at rate 0. */
function valueAfter(value: number, was: number, is: number, policies: Policies): number {
  if (was === is) return value;
  const rule = is === 1 ? policies.grown.value : policies.nowhere;
  return rule === 'zero' ? 0 : value;
}

/** Every change between two steps, weight by weight. */
function changesAt(recording: Recording, step: number): { i: number; was: number; is: number }[] {
  const [old, now] = [anyOf(masksBefore(recording, step)), anyOf(masksAfter(recording, step))];
  return Array.from(old, (was, i) => ({ i, was, is: now[i] ?? 0 }));
}

/** Steps at rest in which one event at most changed masks. */
async function quietSteps(subject: StrategySubject): Promise<{ recording: Recording; step: number }[]> {
  return (await subject.recordings())
    .filter(({ scenario }) => scenario.name === 'weights at rest')
    .flatMap((recording) =>
      recording.states
        .map((_, step) => ({ recording, step }))
        .filter(({ step }) => recording.events.filter((event) => event.step === step).length <= 1),
    );
}

const policiesOf = ({ made }: Recording): Policies => ({ ...defaultPolicies, ...made.policies });

const values: Check<StrategySubject> = {
  name: 'values-follow-the-policies',
  says: 'leaves grown and dropped weights the values of its policies, and those of weights regrown in the same event',
  async run(subject) {
    return (await quietSteps(subject)).flatMap(({ recording, step }) => {
      const policies = policiesOf(recording);
      const old = weightsBefore(recording, step, policies);
      const now = recording.states[step]?.store.masters ?? old;
      return changesAt(recording, step).flatMap(({ i, was, is }) => {
        const value = valueAfter(old[i] as number, was, is, policies);
        return value === now[i] ? [] : [`step ${step}, weight ${i} (kept ${was}, then ${is}): ${now[i]}, not ${value}`];
      });
    });
  },
};

/** At rest the optimizer's momentum is old · 0.9 + gradient; a slot that was set to 0 does not remember the old one. */
const slots: Check<StrategySubject> = {
  name: 'slots-follow-the-policies',
  says: 'leaves dropped weights, and grown ones where the update came before, the slots of its policies',
  async run(subject) {
    return (await quietSteps(subject)).flatMap(({ recording, step }) => {
      const { made, states } = recording;
      const policies = policiesOf(recording);
      const late = made.timetable?.place === 'afterUpdate' || made.timetable?.place === 'insteadOfUpdate';
      const sets = [...(states[step]?.store.slots.values() ?? [])].flat();
      return changesAt(recording, step).flatMap(({ i, was, is }) => {
        if (was === is || (is === 1 && !late)) return [];
        if ((is === 1 ? policies.grown.slot : policies.nowhere) !== 'zero') return [];
        return sets.every((slot) => slot[i] === 0) ? [] : [`step ${step}, weight ${i}: its slot is not 0`];
      });
    });
  },
};

/** What weights and slots are after an event, worked out from the policies alone. */
export const valueChecks: readonly Check<StrategySubject>[] = [values, slots];
