import { type Strategy, train } from '@altsparse/core';
import { granet } from '@altsparse/prune-granet';
import { mest } from '@altsparse/prune-mest';
import { rigl, set } from '@altsparse/prune-rigl';
import { describe, expect, test } from 'vitest';
import { network, plan, pulledStage } from './pulled.test.kit.ts';

/** All that 40 steps leave behind: the loss of each step, changes of masks, and the bits at the end. */
async function outcome(strategy: Strategy, sparsity: number, seed: number) {
  const stages = [{ ...pulledStage, subnets: [sparsity], strategy }];
  const run = train({ model: plan, network, seed, stages });
  const told: unknown[] = [];
  for await (const event of run) {
    if (event.type === 'step') told.push(event.trained);
    if (event.type === 'mask') told.push([event.step, event.k, event.dropped, event.grown]);
  }
  const { store } = await run.result;
  return {
    told,
    masks: store.masks.map((mask) => mask.join('')),
    masters: [...store.masters],
    slots: [...store.slots.values()].flat().map((slot) => [...slot]),
  };
}

const changes = (told: readonly unknown[]): number =>
  told.filter((one) => Array.isArray(one) && one.length === 4 && one[2] > 0).length;

describe.each([0, 1, 2])('seed %i', (seed) => {
  test.each([0.3, 0.5, 0.8, 0.9])('GraNet with a constant target of %f is RigL, bit for bit', async (sparsity) => {
    const timing = { every: 4, share: 0.5, floor: 0.1, decay: 'cosine' } as const;
    const first = await outcome(granet({ ...timing, initialSparsity: sparsity, until: 20 }), sparsity, seed);
    const end = { share: 1 };
    const equal = { ...timing, end, place: 'afterUpdate', rounding: 'up', over: 'stage' } as const;
    const second = await outcome(rigl(equal), sparsity, seed);
    expect(second).toEqual(first);
    expect(changes(first.told)).toBeGreaterThan(5);
    // and RigL's own rounding, place and end are something else
    expect(await outcome(rigl(timing), sparsity, seed)).not.toEqual(first);
  });

  // shares at which both layers drop whole numbers
  test.each([
    [0.5, 0.25],
    [0.75, 0.5],
    [0, 0.125],
  ])('MEST between 1 − (1 − s)(1 − f) and s is SET, bit for bit: s %f, f %f', async (sparsity, share) => {
    const equal = { every: 4, distribution: 'uniform', grown: { value: 'zero', slot: 'zero' } } as const;
    const first = set({ ...equal, share, place: 'forward' });
    const lower = 1 - (1 - sparsity) * (1 - share);
    const second = mest({ ...equal, phases: [{ from: 0, pruneTo: lower, growTo: sparsity }] });
    const found = await outcome({ ...second, initial: first.initial }, sparsity, seed);
    expect(found).toEqual(await outcome(first, sparsity, seed));
    if (sparsity > 0) expect(changes(found.told)).toBeGreaterThan(5);
    const other = mest({ ...equal, phases: [{ from: 0, pruneTo: lower + 0.1, growTo: sparsity }] });
    if (sparsity > 0) expect(await outcome({ ...other, initial: first.initial }, sparsity, seed)).not.toEqual(found);
  });
});
