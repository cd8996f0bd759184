import type { Store } from './store.ts';
import { unionOf } from './union.ts';

/** In no sub-net's mask. */
export const NOWHERE = 0;
/** Outside the masks of the sub-nets that train in this step, inside another's. */
export const ELSEWHERE = 1;
/** Inside the mask of a sub-net that trains in this step. */
export const ACTIVE = 2;

/** Gives each weight's zone for a turn; remembers the answer while no mask changes. */
export interface ZoneMap {
  /** @param subnets - The sub-nets of the turn. @returns One code per maskable weight; read only. */
  zones(subnets: readonly number[]): Uint8Array;
}

/** A zone map of a store. Memory: one byte per maskable weight for each combination of sub-nets that occurs. */
export function createZoneMap(store: Store): ZoneMap {
  const known = new Map<string, { version: string; zones: Uint8Array }>();
  return {
    zones(subnets) {
      const key = subnets.join();
      const version = store.maskVersions.join();
      const found = known.get(key);
      if (found?.version === version) return found.zones;
      const zones = computeZones(store, subnets);
      known.set(key, { version, zones });
      return zones;
    },
  };
}

function computeZones(store: Store, subnets: readonly number[]): Uint8Array {
  const zones = unionOf(store.masks);
  const active = unionOf(store.masks.filter((_, subnet) => subnets.includes(subnet)));
  for (let i = 0; i < zones.length; i++) zones[i] = (zones[i] as number) + (active[i] as number);
  return zones;
}
