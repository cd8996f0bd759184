import { exchange, keepSome, magnitude, type Strategy } from '@altsparse/core';
import { expect, it } from 'vitest';
import { learn } from './lesson.ts';
import { linearPlan, productsOf } from './linear-network.ts';

const swap: Strategy = {
  name: 'swap',
  initialSparsity: 0.5,
  // all weights are 0 at first, so the lower places stay
  initial: keepSome({ score: magnitude }),
  timetable: { every: 2, place: 'update' },
  moves: [exchange({ share: 0.5, floor: 0.5 })],
};

it('shows a strategy the weights and the gradients that a test chose', async () => {
  // a is 2 × 2, b is 2 × 1: by ERK 2 and 1 of them are kept
  const { seen, result } = await learn({
    plan: linearPlan(2, 2, 1),
    subnets: [0.5],
    strategy: swap,
    steps: 4,
    weights: [5, -1, 0, 0, 3, 0],
    gradient: (step) => (step === 2 ? [0, 0.5, 2, 3, 9, 8] : [0, 0, 0, 0, 0, 0]),
  });
  expect(seen).toEqual([
    { subnet: 0, k: 0, step: 0, mask: [1, 1, 0, 0, 1, 0] },
    // −1 goes from a, and 3 comes with its gradient; 3 goes from b, and comes back: 9 is more than 8
    { subnet: 0, k: 1, step: 2, mask: [1, 0, 0, 1, 1, 0] },
  ]);
  expect([...result.store.masters]).toEqual([5, 0, 0, 0, 3, 0]);
});

it('knows which input and which logit a weight joins', () => {
  expect(productsOf(linearPlan(2, 2, 1))).toEqual([
    { weight: 0, row: 0, column: 0 },
    { weight: 1, row: 0, column: 1 },
    { weight: 2, row: 1, column: 0 },
    { weight: 3, row: 1, column: 1 },
    { weight: 4, row: 0, column: 2 },
    { weight: 5, row: 1, column: 2 },
  ]);
});
