import { joint, pruneTo, type Scheduler, type Timetable } from '@altsparse/core';
import { describe, expect, it } from 'vitest';
import { sound } from './broken.test.kit.ts';
import { metFrom } from './met-from.ts';
import { record } from './record.ts';
import { type Scenario, scenariosFor } from './scenario.ts';

/** From which step on each of three sub-nets must be at its target, in 24 steps. */
async function steps(timetable: Timetable, more: { initialSparsity?: number; scheduler?: Scheduler } = {}) {
  const { initialSparsity = 0.2, ...settings } = more;
  const [scenario] = scenariosFor([0.5, 0.75, 0.9]) as [Scenario];
  const strategy = sound({ timetable, initialSparsity, moves: [pruneTo()] });
  const recording = await record(scenario, strategy, { steps: 24, ...settings });
  return [0, 1, 2].map((subnet) => metFrom(recording, subnet));
}

describe('the step from which on a sub-net is at its target', () => {
  it('is its first own step at or after the last period of the ramp', async () => {
    // events every 4: K = ⌊13 / 4⌋ = 3, time 12; sub-nets train in steps 0, 3 …, 1, 4 … and 2, 5 …
    expect(await steps({ every: 4, until: 13, place: 'update' })).toEqual([12, 13, 14]);
    // 1 and 2 steps later: times 12, 13 and 14 are own steps
    expect(await steps({ every: 4, until: 13, offset: 1, place: 'update' })).toEqual([12, 13, 14]);
    // times 12, 15 and 18: the next own steps are 12, 16 and 20
    expect(await steps({ every: 4, until: 13, offset: 3, place: 'update' })).toEqual([12, 16, 20]);
  });

  it('follows who trains', async () => {
    expect(await steps({ every: 4, until: 13, place: 'update' }, { scheduler: joint() })).toEqual([12, 12, 12]);
  });

  it('counts rounds where the timetable does', async () => {
    // round · 3 must be a multiple of 6, and 12 or more: round 4
    expect(await steps({ every: 6, until: 13, place: 'update', clock: 'rounds' })).toEqual([12, 13, 14]);
  });

  it('takes durations as the timetable has them', async () => {
    expect(await steps({ every: { epochs: 0.5 }, until: { share: 0.5 }, place: 'update' })).toEqual([12, 13, 14]);
    expect(await steps({ every: { share: 0.01, least: 4 }, until: 12, place: 'update' })).toEqual([12, 13, 14]);
  });

  it('is none where the ramp ends after the run, and the first mask where a sub-net starts at its target', async () => {
    expect(await steps({ every: 4, place: 'update' })).toEqual([undefined, undefined, undefined]);
    expect(await steps({ every: 4, until: 13, place: 'update' }, { initialSparsity: 0.8 })).toEqual([-1, -1, 14]);
  });
});
