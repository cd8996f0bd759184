import { defaultPolicies, linearRamp } from '@altsparse/core';
import { learn, linearPlan } from '@altsparse/testing';
import { describe, expect, it } from 'vitest';
import { granet } from './granet.ts';

/**
 * Layer a, [2, 3]: weights 0 to 5. Layer b, [2, 2]: weights 6 to 9. Updates at steps 2, 4, 6 of 8, ramp's end at 6; target
 * 0.6. Sparsities (cubic): 0.422, 0.578, 0.6, so 6, 4, 4 weights stay. Shares (cosine): 0.427, 0.25, 0.073.
 */
const lesson = {
  plan: linearPlan(2, 3, 2),
  subnets: [0.6],
  steps: 8,
  weights: [0.9, 0.1, 0.5, 0.4, 0.8, 0.2, 0.3, 0.7, 0.6, 0.05],
  gradient: (step: number) =>
    ({
      2: [9, 5, 1, -2, 9, -6, 1, 9, 3, 2],
      4: [9, 1, 2, -7, 3, 1, -4, 9, 1, 2],
      6: [9, -8, 1, 7, 2, 3, 1, 9, 2, 3],
    })[step] ?? new Array<number>(10).fill(0),
};
const timetable = { every: 2, until: 6 };

describe('granet', () => {
  it('has these masks after three updates, by hand', async () => {
    const { seen } = await learn({ ...lesson, strategy: granet(timetable) });
    expect(seen.map(({ k, step, mask }) => [k, step, mask.join('')])).toEqual([
      [0, 0, '1111111111'],
      // 6 largest: 0.9 0.8 0.7 0.6 0.5 0.4. Of a's four ⌈0.427 · 4⌉ = 2 go, 0.4 and 0.5; gradients −6 and 5 come.
      // Of b's two ⌈0.854⌉ = 1 goes, 0.6; gradient 3 comes: the same one again.
      [1, 2, '1100110110'],
      // 4 largest: 0.9 0.8 0.7 0.6. One of a's two goes, 0.8; gradient −7 comes. One of b's goes, 0.6; −4 comes.
      [2, 4, '1001001100'],
      // All 4 stay. Those that came are 0 and go: of a ⌈0.146⌉ = 1, gradient −8 comes; of b 1, gradient 3 comes.
      [3, 6, '1100000101'],
    ]);
  });

  it('grows connections that were inactive before the event, by their dense gradient', async () => {
    const { seen, events } = await learn({ ...lesson, strategy: granet(timetable) });
    const [, , second] = events.filter((event) => event.type === 'mask').map(({ dropped, grown }) => [dropped, grown]);
    // inside the second update's mask of before, every gradient but 9 is smaller than those that came
    const grown = seen[2]?.mask.flatMap((kept, i) => (kept === 1 && seen[1]?.mask[i] === 0 ? [i] : []));
    expect(grown).toEqual([3, 6]);
    expect(second).toEqual([2, 2]);
  });

  it('zeroes what it drops, and what comes starts at 0; what goes and comes in one event keeps its value', async () => {
    const { result } = await learn({ ...lesson, strategy: granet(timetable) });
    // at the end a has 0.9 and a newcomer, b has 0.7 and a newcomer
    const expected = [0.9, 0, 0, 0, 0, 0, 0, 0.7, 0, 0];
    expect([...result.store.masters].map((one) => Number(one.toFixed(3)))).toEqual(expected);
    const early = await learn({ ...lesson, strategy: granet({ ...timetable, end: 3 }), ...{ subnets: [0] } });
    // without pruning, event 1 drops ⌈0.427 · 6⌉ = 3 of a: 0.1 0.2 0.4, and ⌈0.427 · 4⌉ = 2 of b: 0.05 0.3; they are
    // the only free ones, so they come back, and nothing is lost
    expect([...early.result.store.masters].map((one) => Number(one.toFixed(3)))).toEqual(lesson.weights);
  });

  it('leaves its value to what the pruning takes and growth brings back in one event, where its own code has 0', async () => {
    const gradient = (step: number) => (step === 2 ? [0, 0, 0, 0, 0, -6, 0, 0, 3, 0] : new Array(10).fill(0));
    // one event, at the target: 0.9 0.8 0.7 0.6 stay. Of a's two one goes, 0.8, and 0.2 comes, that was pruned just now;
    // of b's 0.6 goes, and comes again
    const strategy = granet({ every: 2, until: 2, end: 3 });
    const { result, seen } = await learn({ ...lesson, gradient, strategy });
    expect(seen.at(-1)?.mask.join('')).toBe('1000010110');
    expect(result.store.masters[5]).toBe(Math.fround(0.2));
  });

  it('acts after the update, as a single net', () => {
    const strategy = granet();
    expect([strategy.name, strategy.timetable?.place, strategy.initialSparsity]).toEqual(['granet', 'afterUpdate', 0]);
    expect(strategy.policies).toEqual(defaultPolicies);
    expect(strategy.moves.map((move) => move.name)).toEqual(['prune-to', 'exchange']);
  });

  it('takes another ramp by name or as a function', async () => {
    const masks = await Promise.all(
      (['linear', linearRamp] as const).map(async (ramp) => {
        const { seen } = await learn({ ...lesson, strategy: granet({ ...timetable, ramp }) });
        return seen.map((one) => one.mask.filter((kept) => kept === 1).length);
      }),
    );
    // linear: 0.2, 0.4, 0.6
    expect(masks).toEqual([
      [10, 8, 6, 4],
      [10, 8, 6, 4],
    ]);
  });

  it('leaves a layer dense that is told so', async () => {
    const strategy = granet({ ...timetable, overrides: [{ match: 'b', sparsity: 0 }] });
    const { seen } = await learn({ ...lesson, subnets: [0.4], strategy });
    expect(seen.at(-1)?.mask.slice(6)).toEqual([1, 1, 1, 1]);
    expect(seen.at(-1)?.mask.filter((kept) => kept === 1)).toHaveLength(6);
  });
});
