import { describe, expect, it } from 'vitest';
import { clipNorm } from './clip.ts';

const segment = (target: number, length: number) => ({
  name: 'x',
  source: 0,
  target,
  length,
  decay: 0,
  owner: undefined,
});

describe('clipNorm', () => {
  it('scales a gradient that is too long down to the norm allowed, and tells the norm before', () => {
    const gradient = Float32Array.from([3, 0, 0, -4]);
    expect(clipNorm(gradient, [segment(0, 4)], 2.5)).toBe(5);
    expect([...gradient]).toEqual([1.5, 0, 0, -2]);
  });

  it('leaves a shorter one as it is', () => {
    const gradient = Float32Array.from([3, 4]);
    expect(clipNorm(gradient, [segment(0, 2)], 5)).toBe(5);
    expect([...gradient]).toEqual([3, 4]);
  });

  it('takes the norm over all stretches of the turn, and leaves the others', () => {
    const gradient = Float32Array.from([3, 100, 4]);
    expect(clipNorm(gradient, [segment(0, 1), segment(2, 1)], 1)).toBe(5);
    [0.6, 100, 0.8].forEach((expected, i) => {
      expect(gradient[i]).toBeCloseTo(expected, 6);
    });
  });
});
