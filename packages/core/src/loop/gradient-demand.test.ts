import { describe, expect, it } from 'vitest';
import { exchange } from '../mask/exchange.ts';
import { keepAll } from '../mask/initial.ts';
import { pruneTo } from '../mask/prune-to.ts';
import { gradientMagnitude, magnitude } from '../mask/scores.ts';
import type { Strategy } from '../mask/strategy.ts';
import { alternating, joint } from '../schedule/scheduler.ts';
import type { Timetable } from '../schedule/timetable.ts';
import { resolveStage, type Stage } from './context.ts';
import { denseShare, gradientDemand } from './gradient-demand.ts';
import { toyData, toyPlan } from './toy.test.kit.ts';

const plan = toyPlan();
const grow = exchange({ share: 0.3, drop: magnitude, grow: gradientMagnitude });

function stageOf(more: Partial<Strategy>, scheduler = alternating()): Stage {
  const strategy = { name: 'any', initialSparsity: 0, initial: keepAll, moves: [], ...more };
  return resolveStage({ subnets: [0.5, 0.8], strategy, scheduler, data: toyData(), length: 24 }, 0, { plan, seed: 1 });
}

const every = (steps: number, place: Timetable['place']): Timetable => ({ every: steps, place });

describe('what a stage asks of gradients', () => {
  it('follows from what its parts declare', () => {
    expect(gradientDemand(stageOf({}))).toBe('never');
    expect(gradientDemand(stageOf({ gradient: 'straightThrough' }))).toBe('always');
    expect(gradientDemand(stageOf({ moves: [pruneTo()], timetable: every(4, 'afterUpdate') }))).toBe('never');
    expect(gradientDemand(stageOf({ moves: [pruneTo()], timetable: every(4, 'update') }))).toBe('atEvents');
    expect(gradientDemand(stageOf({ moves: [grow], timetable: every(4, 'insteadOfUpdate') }))).toBe('atEvents');
  });

  it('is a share of all passes', () => {
    const at = (steps: number, scheduler = alternating()): number =>
      denseShare(stageOf({ moves: [grow], timetable: every(steps, 'afterUpdate') }, scheduler));
    // 24 steps, 12 passes of each sub-net; events 4, 8, 12, 16, 20, for each on its first own step from there
    expect(at(4)).toBe(10 / 24);
    // jointly there are 48 passes
    expect(at(4, joint())).toBe(10 / 48);
    // an event at each own step but the first, which is event 0
    expect(at(1)).toBe(23 / 24);
    expect(denseShare(stageOf({}))).toBe(0);
    expect(denseShare(stageOf({ gradient: 'straightThrough' }))).toBe(1);
  });
});
