import { describe, expect, it } from 'vitest';
import { defaultPolicies, type Policies } from '../mask/strategy.ts';
import { type Store, setMask } from '../store/store.ts';
import { slotAt, tinyStore, weightsOf } from '../store/tiny-store.test.kit.ts';
import { settleUnion, unionOf } from '../store/union.ts';
import { createZoneMap } from '../store/zones.ts';
import { adamw } from './adamw.ts';
import { applyUpdate, segmentsOf, type UpdateRequest } from './apply-update.ts';
import { sgd } from './sgd.ts';

// 0 and 1 are the first sub-net's alone, 2 and 3 both's, 4 and 5 the second's alone, 6 and 7 nobody's
const masks = [
  [1, 1, 1, 1, 0, 0, 0, 0],
  [0, 0, 1, 1, 1, 1, 0, 0],
];
const momentum = sgd({ momentum: 0.5 });

type Parts = Partial<Omit<UpdateRequest, 'policies'>> & { readonly policies?: Partial<Policies> };

/** One update with gradient 2 inside the training sub-nets' masks and 0 outside; rate 0.5, decay 0.25 unless told. */
function update(store: Store, subnets: readonly number[], parts: Parts = {}): Store {
  const gradient = new Float32Array(store.layout.masterCount).fill(2);
  const active = unionOf(subnets.flatMap((subnet) => store.masks[subnet] ?? []));
  active.forEach((kept, i) => {
    if (kept === 0) gradient[i] = 0;
  });
  applyUpdate(store, {
    subnets,
    gradient,
    zones: createZoneMap(store).zones(subnets),
    everywhere: false,
    optimizer: momentum,
    rate: 0.5,
    decay: 0.25,
    ...parts,
    policies: { ...defaultPolicies, ...parts.policies },
  });
  return store;
}

/** A store whose maskable weights have momentum 1. */
function moving(): Store {
  const store = tinyStore({ masks });
  slotAt(store).fill(1, 0, 8);
  return store;
}

const slotsOf = (store: Store, set = 0): number[] => [...slotAt(store, 'momentum', set).subarray(0, 8)];

/*
 * An active weight w with momentum 1: g = 2 + w / 4, m = 0.5 + g, w − m / 2 = 0.875 w − 1.25.
 * Weights 1, 2, 3, 4 become −0.375, 0.5, 1.375, 2.25; slots 2.5 + w / 4 = 2.75, 3, 3.25, 3.5.
 */
const trained = [-0.375, 0.5, 1.375, 2.25];
const trainedSlots = [2.75, 3, 3.25, 3.5];

describe('applyUpdate', () => {
  it('updates active weights', () => {
    const store = update(moving(), [0]);
    expect(weightsOf(store).slice(0, 4)).toEqual(trained);
    expect(slotsOf(store).slice(0, 4)).toEqual(trainedSlots);
    expect(store.updates).toBe(1);
  });

  describe("'elsewhere': weights outside the training sub-net, alive in another", () => {
    it("'freeze' changes neither value nor slot", () => {
      const store = update(moving(), [0], { policies: { elsewhere: 'freeze' } });
      expect(weightsOf(store).slice(4, 6)).toEqual([5, 6]);
      expect(slotsOf(store).slice(4, 6)).toEqual([1, 1]);
    });

    it("'decay' lets the value fall by rate · decay, and leaves the slot", () => {
      // · (1 − 0.5 · 0.25)
      const store = update(moving(), [0], { policies: { elsewhere: 'decay' } });
      expect(weightsOf(store)).toEqual([...trained, 4.375, 5.25, 7, 8]);
      expect(slotsOf(store)).toEqual([...trainedSlots, 1, 1, 1, 1]);
    });

    it("'coast' goes on with momentum and decay, as the released code does", () => {
      // g = w / 4, m = 0.5 + g, w − m / 2: 5 → 5 − 0.875, 6 → 6 − 1
      const store = update(moving(), [0], { policies: { elsewhere: 'coast' } });
      expect(weightsOf(store)).toEqual([...trained, 4.125, 5, 7, 8]);
      expect(slotsOf(store)).toEqual([...trainedSlots, 1.75, 2, 1, 1]);
    });
  });

  describe("'nowhere': weights in no mask", () => {
    it.each(['zero', 'keep'] as const)("'%s' changes nothing in an update", (nowhere) => {
      const store = update(moving(), [0], { policies: { nowhere } });
      expect(weightsOf(store).slice(6)).toEqual([7, 8]);
      expect(slotsOf(store).slice(6)).toEqual([1, 1]);
    });

    it.each(['freeze', 'decay', 'coast'] as const)(
      "'coast' goes on with momentum and decay, whatever happens elsewhere: '%s'",
      (elsewhere) => {
        // g = w / 4, m = 0.5 + g, w − m / 2: 7 → 7 − 1.125, 8 → 8 − 1.25
        const store = update(moving(), [0], { policies: { elsewhere, nowhere: 'coast' } });
        expect(weightsOf(store).slice(6)).toEqual([5.875, 6.75]);
        expect(slotsOf(store).slice(6)).toEqual([2.25, 2.5]);
        expect(weightsOf(store).slice(0, 4)).toEqual(trained);
      },
    );

    it.each(['freeze', 'decay', 'coast'] as const)(
      "'{ decay }' lets the value fall by rate · decay, whatever happens elsewhere: '%s'",
      (elsewhere) => {
        // 7 · (1 − 0.5 · 0.5), 8 · 0.75
        const store = update(moving(), [0], { policies: { elsewhere, nowhere: { decay: 0.5 } } });
        expect(weightsOf(store).slice(6)).toEqual([5.25, 6]);
        expect(weightsOf(store).slice(0, 4)).toEqual(trained);
        expect(slotsOf(store).slice(6)).toEqual([1, 1]);
      },
    );
  });

  it('updates every weight when gradients pass straight through', () => {
    const gradient = new Float32Array(28).fill(2);
    const store = update(moving(), [0], { everywhere: true, gradient, policies: { nowhere: 'keep' } });
    // 0.875 w − 1.25 for all
    expect(weightsOf(store)).toEqual([...trained, 3.125, 4, 4.875, 5.75]);
  });

  it('adds decay · w to the gradient of weights in no mask when gradients pass straight through (SR-STE)', () => {
    const gradient = new Float32Array(28).fill(2);
    const store = update(moving(), [0], { everywhere: true, gradient, policies: { nowhere: { decay: 0.5 } } });
    // in no mask: m = 0.5 · 1 + 2 + (0.25 + 0.5) w, w − 0.5 m = 0.625 w − 1.25; elsewhere as before
    expect(weightsOf(store)).toEqual([...trained, 3.125, 4, 3.125, 3.75]);
    expect(slotsOf(store).slice(6)).toEqual([7.75, 8.5]);
  });

  it('counts what surgery made active as active', () => {
    const zones = Uint8Array.from([2, 2, 2, 2, 2, 1, 0, 0]);
    expect(weightsOf(update(moving(), [0], { zones }))).toEqual([...trained, 5 - 0.5 * (0.5 + 1.25), 6, 7, 8]);
  });

  it('updates private parameters of the turn’s sub-nets only, and shared ones for any', () => {
    const store = tinyStore({ masks });
    const [bias, first, second] = [
      store.masters.subarray(8, 12),
      store.masters.subarray(12, 20),
      store.masters.subarray(20, 28),
    ];
    const before = [...first];
    update(store, [1], { decay: 0 });
    expect([...bias]).toEqual([-1, -1, -1, -1]);
    expect([...first]).toEqual(before);
    expect([...second]).toEqual(before.map((one) => one - 1));
  });

  it('updates each weight once when several sub-nets train together', () => {
    const store = update(tinyStore({ masks }), [0, 1], { decay: 0 });
    expect(weightsOf(store)).toEqual([0, 1, 2, 3, 4, 5, 7, 8]);
    expect([...store.masters.subarray(8, 12)]).toEqual([-1, -1, -1, -1]);
    expect([store.masters[12], store.masters[20], store.updates]).toEqual([0, 0, 1]);
  });

  it('leaves excluded parameters without decay', () => {
    const store = tinyStore({ masks });
    store.masters.fill(8, 8);
    update(store, [0], { gradient: new Float32Array(28), decay: { rate: 0.25, exclude: ['*/bias', 'norm/*'] } });
    expect(weightsOf(store)[0]).toBe(0.875);
    expect([...store.masters.subarray(8)].every((one) => one === 8)).toBe(true);
  });

  it('gives the optimizer the number of the update, from 1', () => {
    const store = tinyStore({ masks, slots: { names: adamw().slots, sets: 1 } });
    // in each of its steps Adam moves by the rate while the gradient is the same
    for (let i = 0; i < 3; i++) update(store, [0], { optimizer: adamw({ epsilon: 0 }), decay: 0 });
    expect(weightsOf(store)[0]).toBeCloseTo(1 - 3 * 0.5, 5);
    expect(store.updates).toBe(3);
  });

  describe('slots', () => {
    const twice = (sets: number): Store =>
      update(update(tinyStore({ masks, slots: { names: ['momentum'], sets } }), [0], { decay: 0 }), [1], { decay: 0 });

    it('shared: a weight of both sub-nets gathers momentum from both', () => {
      // m = 2, then 1 + 2; 3 − 1 − 1.5
      const store = twice(1);
      expect(slotsOf(store)).toEqual([2, 2, 3, 3, 2, 2, 0, 0]);
      expect(weightsOf(store)).toEqual([0, 1, 0.5, 1.5, 4, 5, 7, 8]);
    });

    it('per sub-net: each has its own momentum for the same weight', () => {
      const store = twice(2);
      expect(slotsOf(store, 0)).toEqual([2, 2, 2, 2, 0, 0, 0, 0]);
      expect(slotsOf(store, 1)).toEqual([0, 0, 2, 2, 2, 2, 0, 0]);
      expect(weightsOf(store)).toEqual([0, 1, 1, 2, 4, 5, 7, 8]);
    });
  });

  it('goes on with a weight that one sub-net dropped exactly as if it had never been in that sub-net', () => {
    const drop = (store: Store): Store => {
      const before = unionOf(store.masks);
      setMask(store, 0, Uint8Array.from([1, 1, 0, 0, 0, 0, 0, 0]));
      settleUnion(store, before, unionOf(store.masks), defaultPolicies);
      return store;
    };
    const dropped = drop(moving());
    const never = tinyStore({ masks: [[1, 1, 0, 0, 0, 0, 0, 0], masks[1] ?? []] });
    slotAt(never).fill(1, 0, 8);
    for (const store of [dropped, never]) for (const subnet of [0, 1, 0, 1]) update(store, [subnet]);
    expect(weightsOf(dropped)).toEqual(weightsOf(never));
    expect(slotsOf(dropped)).toEqual(slotsOf(never));
    // two updates, those of the second sub-net: 3 → 1.375 with m = 3.25; g = 2.34375, m = 3.96875, w = −0.609375
    expect(weightsOf(dropped)[2]).toBe(-0.609375);
  });
});

describe('segmentsOf', () => {
  it('names each stretch of the masters once', () => {
    const store = tinyStore({ masks });
    const targets = (subnets: readonly number[]): number[] => [...segmentsOf(store, subnets)].map((one) => one.target);
    expect(targets([0])).toEqual([0, 8, 12, 16]);
    expect(targets([0, 1])).toEqual([0, 8, 12, 16, 20, 24]);
  });

  it('counts the updates of private parameters by their own sub-net, so that the first step of each is a whole one', () => {
    const store = tinyStore({ masks, slots: { names: ['first-moment', 'second-moment'], sets: 1 } });
    for (const subnet of [0, 0, 0, 1]) update(store, [subnet], { optimizer: adamw(), decay: 0 });
    const scale = store.layout.parameters[1]?.find((one) => one.name === 'norm/scale');
    // Adam's first step is the rate itself, whatever the gradient: scale 1 − 0.5
    expect(scale && store.masters[scale.target]).toBeCloseTo(0.5, 6);
    expect(store.ownUpdates).toEqual([3, 1]);
  });
});

describe('the gradient', () => {
  it.each([sgd(), sgd({ nesterov: true }), adamw()])(
    'is left as it is by $name: surgery may remember it',
    (optimizer) => {
      const store = tinyStore({ masks, slots: { names: optimizer.slots, sets: 1 } });
      const gradient = new Float32Array(store.layout.masterCount).fill(2);
      update(store, [0], { gradient, optimizer });
      expect(gradient.every((slope) => slope === 2)).toBe(true);
    },
  );
});
