import type { RunEvent } from '@altsparse/core';
import { describe, expect, it } from 'vitest';
import { timeLeft } from './time-left.ts';

/** A clock that is set by hand, and an estimate that follows it. */
function run(steps: number) {
  let time = 0;
  const left = timeLeft(() => time);
  left.follow({ type: 'stage', stage: 0, step: 0, steps, stepsPerEpoch: steps, subnets: [] });
  return {
    left,
    step(step: number, milliseconds: number, ...subnets: number[]): void {
      time += milliseconds;
      const trained = subnets.map((subnet) => ({ subnet, loss: 1, accuracy: 0, sparsity: 0, engine: 'tfjs-wasm' }));
      left.follow({ type: 'step', stage: 0, step, trained, rate: 0.1, milliseconds } satisfies RunEvent);
    },
    evaluation(step: number, subnet: number, milliseconds: number): void {
      time += milliseconds;
      left.follow({ type: 'evaluation', stage: 0, step, subnet, loss: 1, accuracy: 0, sparsity: 0 });
    },
  };
}

describe('the time left', () => {
  it('is not known before the first step', () => {
    expect(run(10).left.seconds()).toBeNaN();
  });

  it('takes each sub-net at its own pace, as often as it trains', () => {
    const { left, step } = run(10);
    step(0, 100, 0);
    step(1, 300, 1);
    expect(left.seconds()).toBeCloseTo((8 * 200) / 1000, 12);
    step(2, 100, 0);
    // 7 steps to go; so far two of three were at 100 ms, one at 300
    expect(left.seconds()).toBeCloseTo((7 * (2 * 100 + 300)) / 3 / 1000, 12);
  });

  it('counts the evaluations to come, also the last one at the end', () => {
    const { left, step, evaluation } = run(10);
    for (const number of [0, 1, 2, 3]) step(number, 100, 0);
    expect(left.seconds()).toBeCloseTo(0.6, 12);
    evaluation(4, 0, 1000);
    evaluation(4, 1, 500);
    // after step 8 and after step 10
    expect(left.seconds()).toBeCloseTo(0.6 + 2 * 1.5, 12);
    step(4, 100, 0);
    expect(left.seconds()).toBeCloseTo(0.5 + 2 * 1.5, 12);
  });

  it('has no error to tell before an estimate is a twentieth of the stage old, none where all goes as it went', () => {
    const { left, step, evaluation } = run(40);
    for (let number = 0; number < 3; number++) step(number, 100, 0);
    expect(left.error()).toBeUndefined();
    for (let number = 3; number < 40; number++) {
      step(number, 100, 0);
      if (number % 10 === 9) evaluation(number + 1, 0, 0);
    }
    expect(left.error()).toBeCloseTo(0, 12);
  });

  it('has as its error how far off earlier estimates were: steps that take twice as long were told at half', () => {
    const { left, step } = run(20);
    step(0, 100, 0);
    step(1, 200, 0);
    // the one estimate that is old enough said 100 ms of what took 200
    expect(left.error()).toBeCloseTo(0.5, 12);
  });

  it('begins anew with each stage', () => {
    const { left, step } = run(4);
    step(0, 100, 0);
    left.follow({ type: 'stage', stage: 1, step: 0, steps: 4, stepsPerEpoch: 4, subnets: [] });
    expect([left.seconds(), left.error()]).toEqual([Number.NaN, undefined]);
  });
});
