import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainNetwork } from '../loop/plain-network.test.kit.ts';
import type { StageOptions } from '../loop/stage.ts';
import type { Moment, RunState } from '../loop/state.ts';
import { collect, ofType, toyData, toyPlan } from '../loop/toy.test.kit.ts';
import { type TrainOptions, train } from '../loop/train.ts';
import { crossEntropy } from '../loss/cross-entropy.ts';
import { keepAll } from '../mask/initial.ts';
import { pruneTo } from '../mask/prune-to.ts';
import { algebraWith } from '../store/algebra.ts';
import { hostLists } from '../store/algebra-at.ts';
import { createLayout } from '../store/layout.ts';
import { createStore, setMask, subnetWeights } from '../store/store.ts';
import type { Network } from './network.ts';
import { switchingNetwork } from './switching-network.ts';

const plan = toyPlan();
const count = plan.maskableCount;
const data = toyData();
const named = (engine: string): Network => ({ ...plainNetwork(plan), engine });
const pair = (switchAt: number): Network => switchingNetwork({ dense: named('one'), sparse: named('other'), switchAt });

/** A mask whose first `kept` weights stay. */
const maskOfKept = (kept: number): Uint8Array => Uint8Array.from({ length: count }, (_, i) => (i < kept ? 1 : 0));

/** One sub-net with a mask. */
function storeWith(mask: Uint8Array) {
  const store = createStore(createLayout(plan, 1, []), 3, { names: [], sets: 1 });
  setMask(store, 0, mask);
  return store;
}

async function engineOf(network: Network, mask: Uint8Array, want: 'all' | 'kept' = 'kept') {
  const weights = subnetWeights(storeWith(mask), 0);
  const batch = await data.batch(0);
  return (await network.differentiate({ subnet: 0, weights, batch, loss: crossEntropy(), want, noise: 1 })).engine;
}

describe('a switching network', () => {
  it('goes by the share of zeros in the mask alone: below the point dense, from it on sparse, whatever is wanted', async () => {
    // 72 maskable weights: half of them is 36
    const half = pair(0.5);
    expect(await engineOf(half, maskOfKept(37))).toBe('one');
    expect(await engineOf(half, maskOfKept(36))).toBe('other');
    expect(await engineOf(half, maskOfKept(36), 'all')).toBe('other');
    expect(await engineOf(half, maskOfKept(37), 'all')).toBe('one');
    expect(await engineOf(pair(0), maskOfKept(72))).toBe('other');
    expect(await engineOf(pair(1), maskOfKept(1))).toBe('one');
  });

  it('brings the operations of whichever engine has some', () => {
    const own = { ...named('own'), algebra: algebraWith(hostLists) };
    expect(switchingNetwork({ dense: named('one'), sparse: own, switchAt: 0.5 }).algebra).toBe(own.algebra);
    expect(switchingNetwork({ dense: own, sparse: named('other'), switchAt: 0.5 }).algebra).toBe(own.algebra);
    expect(pair(0.5).algebra).toBeUndefined();
  });

  it('decides as a plain count does, for any mask and point', async () => {
    const masks = fc.array(fc.constantFrom(0, 1), { minLength: count, maxLength: count });
    await fc.assert(
      fc.asyncProperty(masks, fc.double({ min: 0, max: 1, noNaN: true }), async (ones, switchAt) => {
        const zeros = ones.filter((one) => one === 0).length;
        const expected = 1 - (count - zeros) / count >= switchAt ? 'other' : 'one';
        expect(await engineOf(pair(switchAt), Uint8Array.from(ones))).toBe(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('counts anew when the mask changes, and for another array of the same version', async () => {
    const network = pair(0.5);
    const store = storeWith(maskOfKept(72));
    const batch = await data.batch(0);
    const ask = async () =>
      (
        await network.differentiate({
          ...{ subnet: 0, weights: subnetWeights(store, 0), batch, loss: crossEntropy(), want: 'kept', noise: 1 },
        })
      ).engine;
    expect(await ask()).toBe('one');
    setMask(store, 0, maskOfKept(7));
    expect(await ask()).toBe('other');
    // another stage begins to count versions anew
    expect(await engineOf(network, maskOfKept(72))).toBe('one');
  });

  it('evaluates on the same engine as it trains on', async () => {
    const asked: string[] = [];
    const spying = (engine: string): Network => ({
      ...named(engine),
      forward: async (request) => {
        asked.push(engine);
        return plainNetwork(plan).forward(request);
      },
    });
    const network = switchingNetwork({ dense: spying('one'), sparse: spying('other'), switchAt: 0.5 });
    const batch = await data.batch(0);
    for (const kept of [72, 7])
      await network.forward({ subnet: 0, weights: subnetWeights(storeWith(maskOfKept(kept)), 0), batch });
    expect(asked).toEqual(['one', 'other']);
  });

  it('is refused with a point that is no sparsity', () => {
    for (const switchAt of [-0.1, 1.1, Number.NaN])
      expect(() => pair(switchAt)).toThrow(expect.objectContaining({ code: 'engine-switch' }));
  });

  it('tells of each step which engine computed it, and the same after a resume', async () => {
    const strategy = {
      ...{ name: 'gradual', initialSparsity: 0, initial: keepAll, moves: [pruneTo()] },
      timetable: { every: 2, until: 10, place: 'update' },
    } as const;
    const stages: StageOptions[] = [{ subnets: [0.5, 0.8], strategy, data, length: 16 }];
    const states = new Map<number, RunState>();
    const keep = (moment: Moment): void => void states.set(moment.step, structuredClone(moment.state()));
    const run = async (more: Pick<TrainOptions, 'keeper' | 'resume'>) =>
      collect(train({ model: plan, network: pair(0.6), stages, ...more }));
    const whole = ofType(await run({ keeper: { keep } }), 'step').map((step) => step.trained);
    // sub-net 0 never reaches 60 %; sub-net 1 does after a few events and stays
    const engines = whole.map(([one]) => one?.engine);
    expect(engines.filter((_, step) => step % 2 === 0)).toEqual(Array(8).fill('one'));
    const odd = engines.filter((_, step) => step % 2 === 1);
    const first = odd.indexOf('other');
    expect(first).toBeGreaterThan(0);
    expect(odd.slice(first)).toEqual(Array(8 - first).fill('other'));
    for (const step of [2 * first, 2 * first + 1, 2 * first + 2]) {
      const rest = ofType(await run({ resume: states.get(step) as RunState }), 'step').map(({ trained }) => trained);
      expect(rest).toEqual(whole.slice(step));
    }
  });
});
