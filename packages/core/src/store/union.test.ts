import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultPolicies, type Policies } from '../mask/strategy.ts';
import { type Store, setMask } from './store.ts';
import { slotAt, tinyStore, weightsOf } from './tiny-store.test.kit.ts';
import { clearNowhere, settleUnion, unionOf } from './union.ts';

const bits = fc.array(fc.constantFrom(0, 1), { minLength: 8, maxLength: 8 });

/** Gives sub-net 0 another mask, as a remask does, and settles the union. All slots are 0.5 before. */
function change(store: Store, mask: readonly number[], policies: Partial<Policies> = {}): Store {
  for (const sets of store.slots.values()) for (const slot of sets) slot.fill(0.5, 0, 8);
  const before = unionOf(store.masks);
  setMask(store, 0, Uint8Array.from(mask));
  settleUnion(store, before, unionOf(store.masks), { ...defaultPolicies, ...policies });
  return store;
}

const slotsOf = (store: Store, set = 0): number[] => [...slotAt(store, 'momentum', set).subarray(0, 8)];

describe('unionOf', () => {
  it('has a 1 where any mask has one', () => {
    expect([...unionOf([Uint8Array.from([1, 0, 0]), Uint8Array.from([0, 0, 1])])]).toEqual([1, 0, 1]);
    expect([...unionOf([])]).toEqual([]);
  });

  it('leaves the masks as they are', () => {
    const mask = Uint8Array.from([1, 0, 0]);
    unionOf([mask, Uint8Array.from([0, 0, 1])]);
    expect([...mask]).toEqual([1, 0, 0]);
  });
});

describe('settleUnion', () => {
  // weights 0-3 are in the first sub-net, 2-5 in the second, 6 and 7 nowhere
  const masks = [
    [1, 1, 1, 1, 0, 0, 0, 0],
    [0, 0, 1, 1, 1, 1, 0, 0],
  ];

  it('keeps value and slot of a weight that one sub-net dropped and another has', () => {
    const store = change(tinyStore({ masks }), [1, 1, 0, 0, 0, 0, 0, 0]);
    expect(weightsOf(store)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(slotsOf(store)).toEqual(new Array(8).fill(0.5));
  });

  it('keeps value and slot of a weight grown into one sub-net that is alive in another', () => {
    const store = change(tinyStore({ masks }), [1, 1, 1, 1, 1, 1, 0, 0]);
    expect(weightsOf(store)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(slotsOf(store)).toEqual(new Array(8).fill(0.5));
  });

  describe('a weight that the last sub-net lets go', () => {
    const dropped = [0, 1, 1, 1, 0, 0, 0, 0];

    it("becomes 0 with its slots under 'zero', whatever number of sets there are", () => {
      const store = change(tinyStore({ masks, slots: { names: ['momentum'], sets: 2 } }), dropped);
      expect(weightsOf(store)).toEqual([0, 2, 3, 4, 5, 6, 7, 8]);
      for (const set of [0, 1]) expect(slotsOf(store, set)).toEqual([0, ...new Array(7).fill(0.5)]);
    });

    it("keeps value and slots under 'keep'", () => {
      const store = change(tinyStore({ masks }), dropped, { nowhere: 'keep' });
      expect(weightsOf(store)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
      expect(slotsOf(store)).toEqual(new Array(8).fill(0.5));
    });

    it('keeps value and slots when its value is to decay step by step', () => {
      const store = change(tinyStore({ masks }), dropped, { nowhere: { decay: 0.1 } });
      expect(weightsOf(store)[0]).toBe(1);
      expect(slotsOf(store)[0]).toBe(0.5);
    });
  });

  describe('a weight that is new to the union', () => {
    const grown = [1, 1, 1, 1, 0, 0, 1, 0];
    it.each([
      ['zero', 'zero', 0, 0],
      ['zero', 'keep', 0, 0.5],
      ['keep', 'zero', 7, 0],
      ['keep', 'keep', 7, 0.5],
    ] as const)("has value '%s' and slot '%s': %f and %f", (value, slot, expectedValue, expectedSlot) => {
      const store = change(tinyStore({ masks }), grown, { nowhere: 'keep', grown: { value, slot } });
      expect(weightsOf(store)).toEqual([1, 2, 3, 4, 5, 6, expectedValue, 8]);
      expect(slotsOf(store)).toEqual([0.5, 0.5, 0.5, 0.5, 0.5, 0.5, expectedSlot, 0.5]);
    });
  });

  it('touches nothing but maskable weights', () => {
    const store = tinyStore({ masks });
    store.masters.fill(3, 8);
    slotAt(store).fill(3, 8);
    change(store, [0, 0, 0, 0, 0, 0, 1, 1]);
    expect(store.masters.subarray(8).every((one) => one === 3)).toBe(true);
    expect(
      slotAt(store)
        .subarray(8)
        .every((one) => one === 3),
    ).toBe(true);
  });

  it('never changes a weight that is in the union before and after, for any masks', () => {
    fc.assert(
      fc.property(bits, bits, bits, (first, second, next) => {
        const store = change(tinyStore({ masks: [first, second] }), next);
        weightsOf(store).forEach((weight, i) => {
          const [was, is] = [first[i] === 1 || second[i] === 1, next[i] === 1 || second[i] === 1];
          expect(weight).toBe(was === is ? i + 1 : 0);
          expect(slotsOf(store)[i]).toBe(was === is ? 0.5 : 0);
        });
      }),
    );
  });
});

describe('clearNowhere', () => {
  const masks = [
    [1, 0, 0, 0, 0, 0, 0, 0],
    [0, 1, 0, 0, 0, 0, 0, 1],
  ];
  it('zeroes what is in no mask, and nothing else', () => {
    const store = tinyStore({ masks });
    store.masters.fill(3, 8);
    clearNowhere(store, defaultPolicies);
    expect(weightsOf(store)).toEqual([1, 2, 0, 0, 0, 0, 0, 8]);
    expect(store.masters.subarray(8).every((one) => one === 3)).toBe(true);
  });

  it.each(['keep', { decay: 0.1 }] as const)('does nothing under %j', (nowhere) => {
    const store = tinyStore({ masks });
    clearNowhere(store, { ...defaultPolicies, nowhere });
    expect(weightsOf(store)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});
