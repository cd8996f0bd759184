import { percentText } from './facts.ts';
import type { Round, Strategy } from './strategy.ts';

/** What is counted to say what a strategy costs. */
export const COST_RULE =
  'f: forward pass of one sub-net under its mask of that step; F: the same without a mask. A step is a forward pass, the gradient of activations (as much again) and the gradient of weights: f where only kept weights get one, F where all do. So a step costs 3f, or 2f + F; 3F is a dense one. Optimizer, scores and selection are not counted.';

/** The sub-net for which rounds are counted. */
const example = { target: 0.9, weights: 1_000_000 };

/**
 * What steps and events of a strategy cost, by `COST_RULE`: from what its moves read, where they act, and whether gradients
 * pass straight through.
 *
 * @example
 * costText(rigl()) // => 'step 3f; with an event 2f + F, no update'
 */
export function costText(strategy: Strategy): string {
  const { initial, moves, gradient } = strategy;
  const straight = gradient === 'straightThrough';
  const slots = [...new Set(moves.flatMap(({ facts }) => facts?.slots ?? []))];
  return [
    `step ${straight ? '2f + F' : '3f'}`,
    ...eventCost(strategy, straight),
    ...(initial.needs?.includes('gradient') ? ['first mask 3F'] : []),
    ...(slots.length === 0 ? [] : [`reads ${slots.join(', ')} of all weights`]),
    ...roundsCost(strategy),
  ].join('; ');
}

/** A mask that changes before the update may grow weights whose gradient the update then needs. */
function eventCost({ moves, timetable }: Strategy, straight: boolean): string[] {
  if (timetable === undefined || moves.length === 0) return [];
  const dense = timetable.place === 'update' || moves.some((move) => move.needs?.includes('gradient'));
  const more = dense && !straight ? ['2f + F'] : [];
  const less = timetable.place === 'insteadOfUpdate' ? ['no update'] : [];
  const cost = [...more, ...less].join(', ');
  return cost === '' ? [] : [`with an event ${cost}`];
}

/** The rounds of a strategy for one sub-net at 90 % of 1,000,000 weights; none where it runs a stage once. */
export function exampleRounds(strategy: Strategy): readonly Round[] {
  return strategy.rounds?.({ targets: [example.target], weights: example.weights }) ?? [];
}

function roundsCost(strategy: Strategy): string[] {
  const { length } = exampleRounds(strategy);
  return length === 0 ? [] : [`the stage ${length} times at ${percentText(example.target)}`];
}
