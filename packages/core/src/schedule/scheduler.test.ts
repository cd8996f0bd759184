import { describe, expect, it } from 'vitest';
import { AltsparseError } from '../error.ts';
import { alternating, joint, previousOwnStep } from './scheduler.ts';

const turns = (scheduler: ReturnType<typeof joint>, length: number, count: number) =>
  Array.from({ length }, (_, step) => scheduler.turn(step, count));

describe('alternating', () => {
  it('trains one sub-net a step in a fixed order, with a new batch each, in rounds of N', () => {
    const found = turns(alternating(), 7, 3);
    expect(found.map((one) => one.subnets)).toEqual([[0], [1], [2], [0], [1], [2], [0]]);
    expect(found.map((one) => one.batch)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(found.map((one) => one.round)).toEqual([0, 0, 0, 1, 1, 1, 2]);
  });

  it('holds a sub-net for several steps', () => {
    const found = turns(alternating({ hold: 2 }), 7, 2);
    expect(found.map((one) => one.subnets)).toEqual([[0], [0], [1], [1], [0], [0], [1]]);
    expect(found.map((one) => one.batch)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(found.map((one) => one.round)).toEqual([0, 0, 0, 0, 1, 1, 1]);
  });

  it('is plain training with one sub-net', () => {
    expect(turns(alternating(), 3, 1)).toEqual([0, 1, 2].map((step) => ({ batch: step, subnets: [0], round: step })));
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses to hold for %f steps', (hold) => {
    expect(() => alternating({ hold })).toThrow(AltsparseError);
  });
});

describe('joint', () => {
  it('trains all on the same batch, each step a round', () => {
    expect(turns(joint(), 2, 3)).toEqual([
      { batch: 0, subnets: [0, 1, 2], round: 0 },
      { batch: 1, subnets: [0, 1, 2], round: 1 },
    ]);
  });
});

describe('previousOwnStep', () => {
  it('is the last step in which the sub-net trained, or -1', () => {
    const found = [0, 1, 2, 3, 4, 5].map((step) => previousOwnStep(alternating(), 3, 1, step));
    expect(found).toEqual([-1, -1, 1, 1, 1, 4]);
  });

  it('knows holding and joint turns', () => {
    expect(previousOwnStep(alternating({ hold: 3 }), 2, 0, 6)).toBe(2);
    expect(previousOwnStep(alternating({ hold: 3 }), 2, 0, 7)).toBe(6);
    expect(previousOwnStep(joint(), 5, 4, 9)).toBe(8);
  });
});
