import { describe, expect, it } from 'vitest';
import { type Clock, constantRate, cosineRate, steppedRate, warmUp } from './learning-rate.ts';

const at = (step: number): Clock => ({ step, steps: 62_560, stepsPerEpoch: 391 });

describe('learning rates', () => {
  it('constant: the same throughout', () => {
    expect([0, 30_000, 62_559].map((step) => constantRate(0.1)(at(step)))).toEqual([0.1, 0.1, 0.1]);
  });

  it('cosine by step: 0.1 · (1 + cos πx) / 2', () => {
    const rate = cosineRate(0.1);
    expect(rate(at(0))).toBe(0.1);
    // a quarter: (1 + √½) / 2 = 0.853553
    expect(rate(at(15_640))).toBeCloseTo(0.0853553, 7);
    expect(rate(at(31_280))).toBeCloseTo(0.05, 12);
    // the last step: sin²(π / 125,120) / 10 = 6.3e-11
    expect(rate(at(62_559))).toBeCloseTo(6.304e-11, 13);
  });

  it('cosine by epoch stays within an epoch and changes between them, as the released code does', () => {
    const rate = cosineRate(0.1, { per: 'epoch' });
    expect([0, 390].map((step) => rate(at(step)))).toEqual([0.1, 0.1]);
    // epoch 1 of 160: 0.1 · cos²(π / 320)
    expect(rate(at(391))).toBeCloseTo(0.0999904, 7);
    expect(rate(at(781))).toBe(rate(at(391)));
    // epoch 40: a quarter; epoch 159: 0.1 · sin²(π / 320)
    expect(rate(at(40 * 391))).toBeCloseTo(0.0853553, 7);
    expect(rate(at(62_559))).toBeCloseTo(0.1 * Math.sin(Math.PI / 320) ** 2, 12);
  });

  it('cosine ends at its floor', () => {
    const rate = cosineRate(0.1, { floor: 0.02 });
    expect([rate(at(0)), rate(at(31_280)), rate(at(62_560))].map((one) => Number(one.toFixed(12)))).toEqual([
      0.1, 0.06, 0.02,
    ]);
  });

  it('stepped: a tenth from each milestone on', () => {
    const rate = steppedRate(0.1, [0.5, 0.75]);
    const found = [0, 31_279, 31_280, 46_919, 46_920, 62_559].map((step) => Number(rate(at(step)).toFixed(12)));
    expect(found).toEqual([0.1, 0.1, 0.01, 0.01, 0.001, 0.001]);
  });

  it('stepped by another factor', () => {
    expect(steppedRate(0.8, [0.25], 0.5)(at(20_000))).toBeCloseTo(0.4, 12);
  });

  it('warm-up: step s of the first n has (s + 1) / (n + 1) of the schedule, then all of it', () => {
    const rate = warmUp(5, constantRate(0.6));
    expect([0, 1, 2, 3, 4, 5, 6].map((step) => Number(rate(at(step)).toFixed(12)))).toEqual([
      0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.6,
    ]);
  });

  it('warm-up of no length changes nothing', () => {
    expect(warmUp(0, constantRate(0.6))(at(0))).toBe(0.6);
  });

  it('warm-up scales the schedule under it', () => {
    expect(warmUp(3, cosineRate(0.1))(at(0))).toBeCloseTo(0.025, 12);
  });
});
