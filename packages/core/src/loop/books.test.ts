import { describe, expect, it } from 'vitest';
import { keepSome } from '../mask/initial.ts';
import type { Network } from '../network/network.ts';
import { setMask, subnetWeights } from '../store/store.ts';
import { tinyStore } from '../store/tiny-store.test.kit.ts';
import { surgeryWith } from '../surgery/oracle.test.kit.ts';
import { createBooks } from './books.ts';
import { plainNetwork } from './plain-network.test.kit.ts';
import type { StageOptions } from './stage.ts';
import { dense, toyData, toyPlan } from './toy.test.kit.ts';
import { train } from './train.ts';

const masks = [
  [1, 1, 1, 0, 0, 0, 0, 0],
  [1, 1, 1, 1, 1, 1, 1, 1],
];

describe('books', () => {
  it('give the sub-net that the store has now, in the same arrays', () => {
    const store = tinyStore({ masks });
    const books = createBooks(store);
    for (const subnet of [0, 1]) {
      const first = books.of(subnet).weights();
      store.masters.forEach((weight, i) => {
        store.masters[i] = weight + i;
      });
      store.statistics.fill(3);
      const again = books.of(subnet).weights();
      expect(again.parameters).toBe(first.parameters);
      expect(again).toMatchObject(subnetWeights(store, subnet));
    }
  });

  it('are others once the mask has changed, and only then', () => {
    const store = tinyStore({ masks });
    const books = createBooks(store);
    const [before, other] = [books.of(0), books.of(1)];
    setMask(store, 0, Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 1]));
    expect(books.of(1)).toBe(other);
    expect(books.of(0)).not.toBe(before);
    expect([...books.of(0).kept]).toEqual([7]);
    expect(books.of(0).weights()).toMatchObject(subnetWeights(store, 0));
    expect(books.of(0).sparsity).toBe(7 / 8);
  });
});

describe('an engine that writes into the array it is given', () => {
  const plain = plainNetwork(toyPlan());
  /** Writes kept and unmasked places only. */
  const frugal: Network = {
    ...plain,
    async differentiate(request) {
      const pass = await plain.differentiate(request);
      const { into, weights } = request;
      if (into === undefined || weights.kept === undefined) return pass;
      expect(into.every((value, i) => value === 0 || weights.mask[i] !== 0)).toBe(true);
      for (const place of weights.kept) into[place] = pass.gradient[place] as number;
      into.set(pass.gradient.subarray(weights.mask.length), weights.mask.length);
      return { ...pass, gradient: into, restricted: true };
    },
  };
  const stage: StageOptions = {
    subnets: [0.5, 0.7, 0.9],
    strategy: { ...dense, initialSparsity: 0.5, initial: keepSome() },
    data: toyData(),
    length: 12,
    weightDecay: 1e-2,
    unreached: 'allow',
  };
  const remembering = (remember: 'raw' | 'corrected') =>
    surgeryWith({ remember, against: 'allEarlier', coefficients: (gram) => Array(gram.references).fill(0.25) });
  const storeOf = async (network: Network, more: Partial<StageOptions>) =>
    (await train({ model: toyPlan(), network, stages: [{ ...stage, ...more }] }).result).store;

  const clipping = [
    ['raw', { clipNorm: 0.5 }],
    ['raw', {}],
    ['corrected', { clipNorm: 0.5 }],
    ['corrected', {}],
  ] as const;

  it.each(clipping)(
    'trains the same bits, with surgery that remembers %s gradients and options %o',
    async (what, options) => {
      const more = { ...options, surgery: remembering(what) };
      const [one, other] = [await storeOf(frugal, more), await storeOf(plain, more)];
      expect([one.masters, one.slots, one.remembered]).toEqual([other.masters, other.slots, other.remembered]);
    },
  );

  it.each(clipping)('trains as where every zone is looked at (%s, %o)', async (what, options) => {
    // weights outside all masks are 0 and so is their momentum: coasting leaves them there, by the general way
    const coasting = { ...stage.strategy, policies: { nowhere: 'coast' as const } };
    const more = { ...options, surgery: remembering(what) };
    const [one, other] = [await storeOf(frugal, more), await storeOf(plain, { ...more, strategy: coasting })];
    const inUnion = other.masters.map((weight, i) => (other.masks.every((mask) => mask[i] === 0) ? 0 : weight));
    expect(one.masters).toEqual(inUnion);
    expect(one.remembered).toEqual(other.remembered);
  });
});
