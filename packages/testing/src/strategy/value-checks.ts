import type { Policies } from '@altsparse/core';
import { anyOf } from '../bits.ts';
import type { Check } from '../check/check.ts';
import { drawnWeights } from '../net/pulled-network.ts';
import { changesAt, policiesOf, quietSteps } from './changes.ts';
import type { Recording } from './record.ts';
import { slotCheck } from './slot-check.ts';
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

/** What weights and slots are after an event, worked out from the policies alone. */
export const valueChecks: readonly Check<StrategySubject>[] = [values, slotCheck];
