import { AltsparseError } from '../error.ts';
import type { Store } from './store.ts';

/** A store's contents at one moment, independent of it. */
export type Snapshot = Omit<Store, 'layout'>;

/** Copies all that a store holds. */
export function snapshotOf(store: Store): Snapshot {
  const { layout: _, ...contents } = store;
  return structuredClone(contents);
}

/**
 * Puts a snapshot back; masks count as changed.
 *
 * @throws AltsparseError `snapshot-shape` if it is of another layout or another optimizer; the store stays as it was.
 */
export function restoreSnapshot(store: Store, snapshot: Snapshot): void {
  refuseOther(store, snapshot);
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
  store.ownUpdates.splice(0, store.ownUpdates.length, ...copy.ownUpdates);
}

function refuseOther(store: Store, snapshot: Snapshot): void {
  const found = shapeOf(snapshot);
  const expected = shapeOf(store);
  if (found === expected) return;
  throw new AltsparseError('snapshot-shape', 'A snapshot does not fit this run.', {
    place: 'snapshot',
    found,
    expected,
  });
}

/** Lengths of all arrays, as text. */
function shapeOf({ masters, statistics, masks, slots }: Snapshot): string {
  const lengths = (list: readonly { length: number }[]): string => list.map((one) => one.length).join(', ');
  const kept = [...slots].map(([name, sets]) => `${name} [${lengths(sets)}]`).sort();
  return `masters [${masters.length}], statistics [${statistics.length}], masks [${lengths(masks)}], slots: ${kept.join(', ') || 'none'}`;
}
