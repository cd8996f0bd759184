import type { Check } from '../check/check.ts';
import { type Change, changesAt, policiesOf, quietSteps } from './changes.ts';
import { masksAfter, type Recording } from './record.ts';
import type { StrategySubject } from './subject.ts';

/** The momentum of the kit's optimizer. */
const momentum = 0.9;

/** What the policies leave a weight with; undefined where it depends on more than them. */
function leftBy(recording: Recording, { is }: Change, old: number): number | undefined {
  const policies = policiesOf(recording);
  if (is === 0) return policies.nowhere === 'zero' ? 0 : undefined;
  if (policies.grown.slot === 'zero') return 0;
  const moves = isLate(recording) && (recording.made.gradient === 'straightThrough' || policies.nowhere === 'coast');
  return moves ? undefined : old;
}

const isLate = ({ made: { timetable } }: Recording): boolean =>
  timetable?.place === 'afterUpdate' || timetable?.place === 'insteadOfUpdate';

/** Momentum after a step: where masks change before the update, a grown weight's is m · what it was left with + gradient. */
function slotAfter(recording: Recording, step: number, change: Change, set: number, sets: number): number | undefined {
  const old = step === 0 ? 0 : (slotsAt(recording, step - 1)[set]?.[change.i] ?? 0);
  const left = leftBy(recording, change, old);
  if (left === undefined || change.is === 0 || isLate(recording)) return left;
  const masks = masksAfter(recording, step);
  const pulls = [...(recording.gradients[step] ?? [])]
    .filter(([subnet]) => masks[subnet]?.[change.i] === 1 && (sets === 1 || subnet === set))
    .map(([, gradient]) => gradient[change.i] ?? Number.NaN);
  return pulls.length === 0 ? undefined : momentum * left + pulls.reduce((sum, one) => sum + one, 0);
}

function slotsAt({ states }: Recording, step: number): readonly Float32Array[] {
  return [...(states[step]?.store.slots.values() ?? [])].flat();
}

function slotFaults(recording: Recording, step: number): string[] {
  const sets = slotsAt(recording, step);
  return changesAt(recording, step)
    .filter(({ was, is }) => was !== is)
    .flatMap((change) =>
      sets.flatMap((slots, set) => {
        const expected = slotAfter(recording, step, change, set, sets.length);
        const found = slots[change.i] ?? Number.NaN;
        if (expected === undefined || Math.abs(found - expected) <= 1e-5 * Math.max(1, Math.abs(expected))) return [];
        return [`step ${step}, weight ${change.i}: its slot is ${found}, not ${expected}`];
      }),
    );
}

/** What a weight's momentum is after an event, worked out from the policies alone. */
export const slotCheck: Check<StrategySubject> = {
  name: 'slots-follow-the-policies',
  says: 'leaves grown and dropped weights the slots of its policies',
  async run(subject) {
    return (await quietSteps(subject)).flatMap(({ recording, step }) => slotFaults(recording, step));
  },
};
