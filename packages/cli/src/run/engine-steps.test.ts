import type { RunEvent } from '@altsparse/core';
import { describe, expect, it } from 'vitest';
import { engineSteps } from './engine-steps.ts';

const step = (...trained: readonly (readonly [number, string])[]): RunEvent => ({
  ...{ type: 'step', stage: 0, step: 0, rate: 0.1, milliseconds: 1 },
  trained: trained.map(([subnet, engine]) => ({ subnet, engine, loss: 1, accuracy: 0, sparsity: 0 })),
});

describe('steps by engine', () => {
  it('are counted for each sub-net, and go on from what was kept', () => {
    const first = engineSteps();
    for (const event of [step([0, 'a'], [2, 'b']), step([0, 'b']), step([0, 'b'])]) first.observe(event);
    expect([0, 1, 2, 3].map(first.of)).toEqual([{ a: 1, b: 2 }, {}, { b: 1 }, {}]);
    const later = engineSteps();
    later.restore?.(structuredClone(first.save?.()));
    later.observe(step([2, 'b']));
    expect([0, 2].map(later.of)).toEqual([{ a: 1, b: 2 }, { b: 2 }]);
    expect(first.of(2)).toEqual({ b: 1 });
  });
});
