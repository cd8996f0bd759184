import { describe, expect, it } from 'vitest';
import { setMask } from './store.ts';
import { tinyStore } from './tiny-store.test.kit.ts';
import { ACTIVE, createZoneMap, ELSEWHERE, NOWHERE } from './zones.ts';

const masks = [
  [1, 1, 1, 0, 0, 0, 0, 0],
  [0, 1, 1, 1, 0, 0, 0, 0],
  [0, 0, 1, 0, 1, 0, 0, 0],
];
const [N, E, A] = [NOWHERE, ELSEWHERE, ACTIVE];

describe('zones', () => {
  it('are active inside the training sub-net, elsewhere in others only, nowhere in none', () => {
    const map = createZoneMap(tinyStore({ masks }));
    expect([...map.zones([0])]).toEqual([A, A, A, E, E, N, N, N]);
    expect([...map.zones([2])]).toEqual([E, E, A, E, A, N, N, N]);
  });

  it('of several sub-nets are active where any of them is', () => {
    const map = createZoneMap(tinyStore({ masks }));
    expect([...map.zones([0, 2])]).toEqual([A, A, A, E, A, N, N, N]);
    expect([...map.zones([0, 1, 2])]).toEqual([A, A, A, A, A, N, N, N]);
  });

  it('follow masks as they change, also those of other sub-nets', () => {
    const store = tinyStore({ masks });
    const map = createZoneMap(store);
    map.zones([0]);
    setMask(store, 2, Uint8Array.from([0, 0, 0, 0, 0, 1, 0, 0]));
    expect([...map.zones([0])]).toEqual([A, A, A, E, N, E, N, N]);
  });

  it('are the same array while no mask changes', () => {
    const map = createZoneMap(tinyStore({ masks }));
    expect(map.zones([1])).toBe(map.zones([1]));
  });
});
