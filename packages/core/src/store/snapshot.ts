import type { Store } from './store.ts';

/** A store's contents at one moment, independent of it. */
export type Snapshot = Omit<Store, 'layout'>;

/** Copies all that a store holds. */
export function snapshotOf(store: Store): Snapshot {
  const { layout: _, ...contents } = store;
  return structuredClone(contents);
}

/** Puts a snapshot back; masks count as changed. */
export function restoreSnapshot(store: Store, snapshot: Snapshot): void {
  const copy = structuredClone(snapshot);
  store.masters.set(copy.masters);
  store.statistics.set(copy.statistics);
  copy.masks.forEach((mask, subnet) => {
    store.masks[subnet] = mask;
    store.maskVersions[subnet] = (store.maskVersions[subnet] ?? 0) + 1;
    store.moveStates[subnet] = copy.moveStates[subnet] ?? [];
  });
  store.slots.clear();
  for (const [name, sets] of copy.slots) store.slots.set(name, sets);
  store.remembered = copy.remembered;
  store.rememberedRound = copy.rememberedRound;
  store.updates = copy.updates;
}
