import { describe, expect, it } from 'vitest';
import { outputSize, paddingWord, type Window } from './window.ts';

const window = (kernel: number, stride: number, ...sides: [number, number, number, number]): Window => ({
  kernel: [kernel, kernel],
  strides: [stride, stride],
  padding: [
    [sides[0], sides[1]],
    [sides[2], sides[3]],
  ],
});

describe('paddingWord', () => {
  it('calls stride 1 with half a window on each side the same', () => {
    expect(paddingWord([1, 8, 8, 3], window(3, 1, 1, 1, 1, 1))).toBe('SAME');
  });

  it('calls no padding valid', () => {
    expect(paddingWord([1, 8, 8, 3], window(3, 2, 0, 0, 0, 0))).toBe('VALID');
  });

  it('knows that the same at stride 2 pads even images at the end only', () => {
    expect(paddingWord([1, 8, 8, 3], window(3, 2, 0, 1, 0, 1))).toBe('SAME');
    expect(paddingWord([1, 8, 8, 3], window(3, 2, 1, 1, 1, 1))).toBe('EXPLICIT');
    expect(paddingWord([1, 7, 7, 3], window(3, 2, 1, 1, 1, 1))).toBe('SAME');
  });

  it('has no word where a step jumps over the end of the image', () => {
    // 3 columns, one window of 2 at stride 3: a column is left over, below zero more would be needed
    const jump: Window = {
      kernel: [3, 2],
      strides: [3, 3],
      padding: [
        [1, 1],
        [0, 0],
      ],
    };
    expect(paddingWord([1, 4, 3, 3], jump)).toBe('EXPLICIT');
  });
});

describe('outputSize', () => {
  it('counts the places where the window fits', () => {
    expect(outputSize([1, 8, 7, 3], window(3, 2, 1, 1, 0, 0))).toEqual([4, 3]);
  });
});
