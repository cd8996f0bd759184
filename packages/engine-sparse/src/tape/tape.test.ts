import { describe, expect, it } from 'vitest';
import { floatBits } from './operands.ts';
import * as tape from './tape.ts';

const source = {
  ...{ rows: 1, channels: 2, columns: 3, act: 4, slope: 0.5, first: 6, firstScale: 7, firstShift: 8, second: 9 },
  ...{ secondScale: 10, secondShift: 11, store: 12 },
};
const geometry = {
  ...{ kernelRows: 21, kernelColumns: 22, strideRows: 23, strideColumns: 24, padTop: 25, padLeft: 26, outRows: 27 },
  ...{ outChannels: 28, outColumns: 29, slabRows: 30, chunks: 31, slab: 32, slabLines: 33 },
};
const lists = (first: number) => ({
  ...{ block: first, count: first + 1, starts: first + 2, offsets: first + 3, values: first + 4 },
});
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);
// 0.5 is sign 0, exponent 126, mantissa 0
const half = 126 * 2 ** 23;
const lanes = { batch: 100, tiles: 101 };
const sourceNumbers = [1, 2, 3, 4, half, ...range(6, 12)];

describe('instructions', () => {
  it('have floats as their bits', () => {
    expect([floatBits(1), floatBits(-2), floatBits(0), floatBits(0.5)]).toEqual([0x3f800000, -0x40000000, 0, half]);
  });

  it('of a convolution have 37 numbers in the order of the structure', () => {
    const operands = { lanes, source, geometry, lists: lists(41), output: 46, bias: 47, sums: 48 };
    expect(tape.convForward(operands)).toEqual([1, 37, 100, 101, ...sourceNumbers, ...range(21, 33), ...range(41, 48)]);
  });

  it('of the way back have 59 numbers in the order of the structure', () => {
    const found = tape.convBackward({
      ...{ lanes, source, geometry, weights: lists(50), weightStride: 55, inputs: lists(56), bias: 61 },
      gradient: { gradient: 41, output: 42, a: 43, b: 44, c: 45 },
      halo: { top: 46, left: 47, slabColumns: 48, extraRows: 49 },
      epilogue: {
        ...{
          result: 62,
          addFirst: 63,
          addSecond: 64,
          mask: 65,
          yFirst: 66,
          meanFirst: 67,
          ySecond: 68,
          meanSecond: 69,
        },
        sums: 70,
      },
    });
    expect(found).toEqual([2, 59, 100, 101, ...sourceNumbers, ...range(21, 33), ...range(41, 70)]);
  });

  it('say their own length', () => {
    for (const one of [
      tape.fill({ count: 1, value: 0.5, to: 2 }),
      tape.add({ tiles: 1, lines: 2, first: 3, second: 4, result: 5 }),
      tape.junction({ lanes, source }),
    ])
      expect(one[1]).toBe(one.length);
  });
});
