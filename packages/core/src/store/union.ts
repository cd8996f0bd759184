import type { Policies } from '../mask/strategy.ts';
import type { Store } from './store.ts';

/** 1 where any of the masks has a 1. */
export function unionOf(masks: readonly Uint8Array[]): Uint8Array {
  const union = (masks[0] ?? new Uint8Array()).slice();
  for (const mask of masks.slice(1))
    for (let i = 0; i < union.length; i++) union[i] = (union[i] as number) | (mask[i] as number);
  return union;
}

/**
 * Gives weights that joined or left the union of all masks the value and slots that the policies ask for. A weight that
 * one sub-net dropped or grew while another has it is not touched.
 *
 * @param before - The union before masks changed.
 * @param after - The union now.
 */
export function settleUnion(store: Store, before: Uint8Array, after: Uint8Array, policies: Policies): void {
  const slots = [...store.slots.values()].flat();
  const end = policies.nowhere === 'zero' ? 'zero' : 'keep';
  for (let i = 0; i < after.length; i++) {
    if (before[i] === after[i]) continue;
    const { value, slot } = after[i] === 1 ? policies.grown : { value: end, slot: end };
    if (value === 'zero') store.masters[i] = 0;
    if (slot === 'zero') for (const one of slots) one[i] = 0;
  }
}

/** Zeroes what lies outside the union: for first masks, under the policy `nowhere: zero`. */
export function clearNowhere(store: Store, policies: Policies): void {
  if (policies.nowhere !== 'zero') return;
  const union = unionOf(store.masks);
  for (let i = 0; i < union.length; i++) if (union[i] === 0) store.masters[i] = 0;
}
