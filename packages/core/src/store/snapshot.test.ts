import { describe, expect, it } from 'vitest';
import { AltsparseError } from '../error.ts';
import { restoreSnapshot, snapshotOf } from './snapshot.ts';
import { maskOf, type Store, setMask } from './store.ts';
import { slotAt, tinyStore, weightsOf } from './tiny-store.test.kit.ts';

const masks = [
  [1, 1, 1, 0, 0, 0, 0, 0],
  [0, 1, 1, 1, 0, 0, 0, 0],
];

function full(): Store {
  const store = tinyStore({ masks });
  slotAt(store).fill(0.25);
  store.statistics.fill(2);
  store.moveStates[1] = [{ threshold: 0.5, counts: [1, 2] }, undefined];
  store.remembered = [{ subnet: 0, gradient: Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8]) }];
  store.rememberedRound = 4;
  store.updates = 13;
  return store;
}

function spoil(store: Store): void {
  store.masters.fill(9);
  store.statistics.fill(9);
  slotAt(store).fill(9);
  setMask(store, 0, new Uint8Array(8));
  maskOf(store, 1).fill(0);
  (store.moveStates[1] ?? []).push('more');
  store.moveStates[0] = [7];
  store.remembered[0]?.gradient.fill(9);
  store.remembered = [];
  store.rememberedRound = 9;
  store.updates = 99;
}

const contents = (store: Store) => {
  const { maskVersions: _, ...rest } = snapshotOf(store);
  return rest;
};

describe('snapshots', () => {
  it('bring back everything that a store holds', () => {
    const store = full();
    const snapshot = snapshotOf(store);
    spoil(store);
    restoreSnapshot(store, snapshot);
    expect(contents(store)).toEqual(contents(full()));
  });

  it('keep the arrays of the store, which others hold', () => {
    const store = full();
    const { masters, statistics } = store;
    restoreSnapshot(store, snapshotOf(store));
    expect([store.masters === masters, store.statistics === statistics]).toEqual([true, true]);
  });

  it('can be restored twice: the store shares nothing with them', () => {
    const store = full();
    const snapshot = snapshotOf(store);
    restoreSnapshot(store, snapshot);
    spoil(store);
    restoreSnapshot(store, snapshot);
    expect(contents(store)).toEqual(contents(full()));
  });

  it('count masks as changed, so that engines forget what they derived from the old ones', () => {
    const store = full();
    const snapshot = snapshotOf(store);
    const before = [...store.maskVersions];
    restoreSnapshot(store, snapshot);
    store.maskVersions.forEach((version, subnet) => {
      expect(version).toBeGreaterThan(before[subnet] ?? 0);
    });
  });

  it.each([
    ['of fewer sub-nets', tinyStore({ masks: masks.slice(0, 1) })],
    ['of another optimizer', tinyStore({ masks, slots: { names: ['first-moment', 'second-moment'], sets: 1 } })],
    ['with slots per sub-net', tinyStore({ masks, slots: { names: ['momentum'], sets: 2 } })],
    ['with other normalisation', tinyStore({ masks, rules: [{ match: '*', use: 'recalibrated' }] })],
  ])('%s are refused, and the store stays as it was', (_, other) => {
    const store = full();
    expect(() => restoreSnapshot(store, snapshotOf(other))).toThrow(AltsparseError);
    expect(contents(store)).toEqual(contents(full()));
    expect(weightsOf(store)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});
