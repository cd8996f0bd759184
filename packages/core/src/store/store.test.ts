import { describe, expect, it } from 'vitest';
import { initialParameters } from '../graph/initial-parameters.ts';
import { createLayout } from './layout.ts';
import { createStore, maskOf, setMask, subnetWeights, updateStatistics } from './store.ts';
import { tinyPlan, tinyStore } from './tiny-store.test.kit.ts';

const full = new Array(8).fill(1);

describe('createStore', () => {
  it('draws weights by seed and starts with all-ones masks and empty slots', () => {
    const layout = createLayout(tinyPlan(), 2);
    const store = createStore(layout, 5, { names: ['first', 'second'], sets: 2 });
    expect([...store.masters.subarray(0, 20)]).toEqual([...initialParameters(layout.plan, 5)]);
    expect(store.masks.map((mask) => [...mask])).toEqual([full, full]);
    expect([...store.slots].map(([name, sets]) => [name, sets.map((one) => one.length)])).toEqual([
      ['first', [28, 28]],
      ['second', [28, 28]],
    ]);
    expect([...store.slots.values()].flat().every((slot) => slot.every((one) => one === 0))).toBe(true);
    expect([store.updates, store.rememberedRound, store.remembered.length]).toEqual([0, -1, 0]);
  });

  it('starts private copies equal: scale 1, offset 0, mean 0, variance 1', () => {
    const store = createStore(createLayout(tinyPlan(), 2), 5, { names: [], sets: 1 });
    const normal = [1, 1, 1, 1, 0, 0, 0, 0];
    expect([...store.masters.subarray(12)]).toEqual([...normal, ...normal]);
    expect([...store.statistics]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1]);
  });

  it('gives one sub-net the same first weights as several', () => {
    const first = (count: number): number[] => [
      ...createStore(createLayout(tinyPlan(), count), 9, { names: [], sets: 1 }).masters.subarray(0, 12),
    ];
    expect(first(3)).toEqual(first(1));
  });
});

describe('masks of a store', () => {
  it('are replaced, and each replacement is counted for that sub-net alone', () => {
    const store = tinyStore({ masks: [full, full] });
    const old = maskOf(store, 0);
    const versions = [...store.maskVersions];
    setMask(store, 0, Uint8Array.from([1, 0, 0, 0, 0, 0, 0, 0]));
    expect([...old]).toEqual(full);
    expect([...maskOf(store, 0)]).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
    expect(store.maskVersions).toEqual([(versions[0] ?? 0) + 1, versions[1]]);
  });

  it('exist for the sub-nets of the store only', () => {
    expect(() => maskOf(tinyStore({ masks: [full] }), 1)).toThrow(RangeError);
  });
});

describe('subnetWeights', () => {
  const masks = [
    [1, 0, 1, 0, 1, 0, 1, 0],
    [0, 0, 0, 0, 1, 1, 1, 1],
  ];

  it('are masters where the mask is 1 and 0 elsewhere, biases as they are', () => {
    const store = tinyStore({ masks });
    expect([...subnetWeights(store, 0).parameters.subarray(0, 12)]).toEqual([1, 0, 3, 0, 5, 0, 7, 0, 0, 0, 0, 0]);
    expect([...subnetWeights(store, 1).parameters.subarray(0, 8)]).toEqual([0, 0, 0, 0, 5, 6, 7, 8]);
    expect([...subnetWeights(store, 1).mask]).toEqual(masks[1]);
  });

  it('are a true zero where the mask is 0: not minus zero, and not what a broken master would make of it', () => {
    const store = tinyStore({ masks, weights: [1, -2, 3, Number.NaN, 5, Number.POSITIVE_INFINITY, 7, -8] });
    const { parameters } = subnetWeights(store, 0);
    for (const i of [1, 3, 5, 7]) expect(Object.is(parameters[i], 0)).toBe(true);
  });

  it('take the private parameters and statistics of their own sub-net', () => {
    const store = tinyStore({ masks });
    store.masters.fill(2, 12, 20).fill(3, 20, 28);
    store.statistics.fill(4, 0, 8).fill(5, 8, 16);
    expect([0, 1].map((subnet) => subnetWeights(store, subnet).parameters[12])).toEqual([2, 3]);
    expect([0, 1].map((subnet) => subnetWeights(store, subnet).statistics[7])).toEqual([4, 5]);
  });

  it('are copies', () => {
    const store = tinyStore({ masks });
    subnetWeights(store, 0).parameters.fill(9);
    subnetWeights(store, 0).statistics.fill(9);
    expect([store.masters[0], store.statistics[0]]).toEqual([1, 0]);
  });

  it('carry a number that changes with the mask', () => {
    const store = tinyStore({ masks });
    const before = subnetWeights(store, 0).maskVersion;
    setMask(store, 0, Uint8Array.from(full));
    expect(subnetWeights(store, 0).maskVersion).not.toBe(before);
  });
});

describe('updateStatistics', () => {
  const moments = Float32Array.from([10, 20, 30, 40, 2, 4, 6, 8]);

  it('moves running statistics by a tenth, those of that sub-net alone', () => {
    const store = tinyStore({ masks: [full, full] });
    updateStatistics(store, 1, moments);
    expect([...store.statistics.subarray(0, 8)]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
    // 0.9 · 0 + 0.1 · 10 …, 0.9 · 1 + 0.1 · 2 …
    const expected = [1, 2, 3, 4, 1.1, 1.3, 1.5, 1.7];
    store.statistics.subarray(8).forEach((one, i) => {
      expect(one).toBeCloseTo(expected[i] ?? 0, 6);
    });
  });

  it('moves shared statistics at each sub-net’s step', () => {
    const store = tinyStore({ masks: [full, full], rules: [{ match: 'norm', use: 'shared' }] });
    updateStatistics(store, 0, moments);
    updateStatistics(store, 1, moments);
    // 0.9 · 1 + 0.1 · 10
    expect(store.statistics[0]).toBeCloseTo(1.9, 6);
    expect(store.statistics.length).toBe(8);
  });
});
