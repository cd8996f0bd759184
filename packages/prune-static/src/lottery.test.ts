import { type RunEvent, sgd } from '@altsparse/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roll, sidePlan } from './bowl.test.kit.ts';
import { lottery, remainingWeights } from './lottery.ts';
import { layersOf, slowLottery } from './slow.test.kit.ts';

/** Layer 0 has weights 0 to 3, layer 1 weights 4 to 9. */
const plan = sidePlan(1, [4, 6]);
const weights = [0.9, 0.1, 0.5, 0.4, 0.8, 0.2, 0.3, 0.7, 0.6, 0.05];
/** What training leads to: the order of magnitudes turned round. */
const aim = [0.1, -1.9, 1.5, 1.6, 0.2, 0.8, 1.7, 0.3, 0.4, -0.95];
const bowl = { plan, weights, aims: () => aim };
const stages = (events: readonly RunEvent[]) => events.filter((event) => event.type === 'stage');

describe('remaining weights', () => {
  it('fall by 20 % a round, rounded up, and end at the target exactly', () => {
    // 1000 - 200, - 160, - 128, - ⌈102.4⌉ = 103, - ⌈81.8⌉ = 82, - ⌈65.4⌉ = 66, - ⌈52.2⌉ = 53, - ⌈41.6⌉ = 42,
    // - ⌈33.2⌉ = 34, - ⌈26.4⌉ = 27, then 105 - 21 would be 84: 100 is the target
    expect(remainingWeights(1000, 100, 0.2)).toEqual([1000, 800, 640, 512, 409, 327, 261, 208, 166, 132, 105, 100]);
    expect(remainingWeights(10, 3, 0.2)).toEqual([10, 8, 6, 4, 3]);
    expect(remainingWeights(10, 10, 0.2)).toEqual([10]);
  });

  it('take 11 rounds to 90 % of the wide ResNet-32', () => {
    expect(remainingWeights(1_854_720, 185_472, 0.2)).toHaveLength(12);
  });
});

describe('lottery', () => {
  it('has these masks and weights, by hand', async () => {
    const halfway = { length: 1, learningRate: () => 1 };
    const runs = [1, 0.8, 0.6, 0.4, 0.3].map((density) =>
      roll(bowl, [{ subnets: [Number((1 - density).toFixed(1))], strategy: lottery(), ...halfway }]),
    );
    const masks = (await Promise.all(runs)).map(({ result }) => result.store.masks[0]?.join(''));
    // at rate 1 a step leads to the aim: of |aim| .1 .2 go first, then ⌈1.6⌉ = 2: .3 .4, then ⌈1.2⌉ = 2: .8 .95, then 1.5
    expect(masks).toEqual(['1111111111', '0111011111', '0111011001', '0111001000', '0101001000']);
  });

  it('says of each round what it is, and reaches the target exactly in the last', async () => {
    const { result, events } = await roll(bowl, [
      { name: 'ticket', subnets: [0.7], strategy: lottery(), length: 2, learningRate: () => 0.5 },
    ]);
    const said = stages(events).map(({ name, stages: count, steps, subnets }) => [
      name,
      count,
      steps,
      subnets[0]?.name,
    ]);
    expect(said).toEqual([0, 1, 2, 3, 4].map((round) => [`ticket, round ${round} of 4`, 5, 2, '70 %']));
    const sparsities = stages(events).map(({ subnets }) => subnets[0]?.sparsity.toFixed(6));
    expect(sparsities).toEqual(['0.000000', '0.200000', '0.400000', '0.600000', '0.700000']);
    expect([result.steps, result.subnets[0]?.sparsity.toFixed(6)]).toEqual([10, '0.700000']);
  });

  it('goes back to the first weights: a round is the training of its mask from the start', async () => {
    const training = { length: 3, learningRate: () => 0.25, optimizer: sgd() };
    const { result } = await roll(bowl, [{ subnets: [0.6], strategy: lottery(), ...training }]);
    const mask = result.store.masks[0] as Uint8Array;
    const initial = { name: 'fixed', apply: () => ({ mask }) };
    const alone = await roll(bowl, [
      { subnets: [0.6], strategy: { name: 'fixed', initialSparsity: 0.6, initial, moves: [] }, ...training },
    ]);
    expect(result.store.masters).toEqual(alone.result.store.masters);
    expect(result.store.slots).toEqual(alone.result.store.slots);
  });

  it('rewinds to a later step and repeats the rest alone, with its batches and rates', async () => {
    const seen: number[] = [];
    const aims = (batch: number): readonly number[] => {
      seen.push(batch);
      return aim;
    };
    const { events } = await roll({ ...bowl, aims }, [
      {
        subnets: [0.2],
        strategy: lottery({ rewindTo: 2 }),
        length: 5,
        learningRate: ({ step, steps }) => 0.1 * (1 - step / steps),
      },
    ]);
    expect(seen).toEqual([0, 1, 2, 3, 4, 2, 3, 4]);
    const rates = events.flatMap((event) => (event.type === 'step' ? [Number(event.rate.toFixed(4))] : []));
    expect(rates).toEqual([0.1, 0.08, 0.06, 0.04, 0.02, 0.06, 0.04, 0.02]);
  });

  it('serves several sub-nets: one that is at its target waits for the others', async () => {
    const { events } = await roll(bowl, [{ subnets: [0.2, 0.6], strategy: lottery(), length: 2 }]);
    const course = stages(events).map(({ subnets }) => subnets.map(({ sparsity }) => Number(sparsity.toFixed(6))));
    expect(course).toEqual([
      [0, 0],
      [0.2, 0.2],
      [0.2, 0.4],
      [0.2, 0.6],
    ]);
  });

  it('is refused where a round would go back to a step that the first does not have', async () => {
    const strategy = lottery({ rewindTo: { steps: 3 } });
    await expect(roll(bowl, [{ subnets: [0.5], strategy, length: 3 }])).rejects.toThrow(/stage 1, start/);
  });

  it('has the masks and weights of the oracle on random small nets', async () => {
    const cases = fc.record({
      lengths: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 4 }),
      percent: fc.integer({ min: 0, max: 90 }),
      share: fc.constantFrom(0.1, 0.2, 0.5),
      rewindTo: fc.integer({ min: 0, max: 2 }),
      order: fc.shuffledSubarray(
        Array.from({ length: 24 }, (_, i) => i + 1),
        { minLength: 24 },
      ),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ lengths, percent, share, rewindTo, order }) => {
        const layers = layersOf(lengths);
        const n = layers.flat().length;
        const [from, to] = [order.slice(0, n).map((one) => 25 - one), order.slice(0, n).map((one) => one ** 2)];
        const last = Math.max(1, Math.round(n * (1 - percent / 100)));
        fc.pre(last >= layers.length); // below, one in each layer stays
        const random = { plan: sidePlan(1, lengths), weights: from, aims: () => to };
        const { result } = await roll(random, [
          { subnets: [percent / 100], strategy: lottery({ share, rewindTo }), length: 3, learningRate: () => 0.25 },
        ]);
        const oracle = slowLottery({ layers, weights: from, aim: to, rate: 0.25, steps: 3, share, last, rewindTo });
        expect([...(result.store.masks[0] ?? [])]).toEqual(oracle.masks.at(-1));
        result.store.masters.forEach((value, i) => {
          expect(value).toBeCloseTo(oracle.weights[i] as number, 3);
        });
      }),
      { numRuns: 60 },
    );
  });
});
