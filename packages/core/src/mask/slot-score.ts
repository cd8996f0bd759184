import { AltsparseError } from '../error.ts';
import type { MaskView, Score } from './move.ts';

/**
 * The size of an optimizer's slot at each weight. With SGD's momentum: how much the loss would have changed lately
 * (Dettmers and Zettlemoyer, 2019). Outside masks a slot moves only if the strategy trains straight through.
 *
 * @param slot - Name of the slot. Default `momentum`.
 * @throws AltsparseError `slot-missing`, when it is asked, if the optimizer has no such slot.
 */
export function slotMagnitude(slot = 'momentum'): Score {
  return { name: `${slot}-magnitude`, slots: [slot], score: (view) => slotIn(view, slot).map(Math.abs) };
}

function slotIn(view: MaskView, name: string): Float32Array {
  const slot = view.slot(name);
  if (slot !== undefined) return slot;
  throw new AltsparseError('slot-missing', 'A score reads a slot that the optimizer does not have.', {
    found: name,
    hint: "Use an optimizer with that slot, such as 'sgd' with 'momentum', or name another slot.",
  });
}
