import { describe, expect, it } from 'vitest';
import { bits, instruction, lines, machinesByName, numbers, run, tile } from './machines.test.kit.ts';

// Every case: three images in one tile, numbers that can be followed by hand. Lines 1 … 39 are the input, 40 … the result.
const [IN, OUT] = [1, 40];
const lanes = [3, 1] as const;

describe.each(await machinesByName())('instructions on a machine: %s', (_, machine) => {
  const put = (...tensor: readonly (readonly number[])[]) => {
    machine.reserve(100);
    machine.write(IN, tile(...tensor));
  };
  const result = (count: number) => lines(machine, OUT, count, 3);

  it('images come in from rows, columns, channels, and spare lanes hold 0', () => {
    machine.reserve(100);
    // Two images of 1 row, 2 columns, 2 channels.
    machine.write(IN, Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    run(machine, instruction(15, 2, 1, 1, 2, 2, IN, OUT));
    expect(result(4)).toEqual([
      [1, 5, 0],
      [3, 7, 0],
      [2, 6, 0],
      [4, 8, 0],
    ]);
  });

  it('features go out image by image, and come in again', () => {
    put([1, 2, 3], [4, 5, 6]);
    run(machine, instruction(16, ...lanes, 2, IN, OUT));
    expect(numbers(machine, OUT, 6)).toEqual([1, 4, 2, 5, 3, 6]);
    run(machine, instruction(17, ...lanes, 2, OUT, OUT + 1));
    expect(lines(machine, OUT + 1, 2, 4)).toEqual([
      [1, 2, 3, 0],
      [4, 5, 6, 0],
    ]);
  });

  it('normalises by the statistics of the batch, and by fixed ones', () => {
    // Two items of one channel: Σy = 6, Σy² = 20 over 4 numbers: mean 1.5, variance 5 − 2.25 = 2.75.
    machine.reserve(100);
    machine.write(1, Float64Array.of(2, 8, 4, 12));
    machine.write(2, Float32Array.of(2));
    machine.write(3, Float32Array.of(10));
    run(machine, instruction(3, 1, 2, 1, bits(4), bits(0.25), 2, 3, 40, 41, 42, 43, 44, 1));
    const inverse = 1 / Math.sqrt(3);
    expect(numbers(machine, 40, 1)[0]).toBeCloseTo(2 * inverse, 5);
    expect(numbers(machine, 41, 1)[0]).toBeCloseTo(10 - 1.5 * 2 * inverse, 5);
    expect(numbers(machine, 42, 1)).toEqual([1.5]);
    expect(numbers(machine, 43, 1)[0]).toBeCloseTo(inverse, 6);
    expect(numbers(machine, 44, 3).slice(1)).toEqual([1.5, expect.closeTo((2.75 * 4) / 3, 5)]);
    run(machine, instruction(4, 1, bits(0.25), 2, 3, 44, 1, 44, 2, 50, 51));
    const fixed = 2 / Math.sqrt(11 / 3 + 0.25);
    expect(numbers(machine, 50, 1)[0]).toBeCloseTo(fixed, 5);
    expect(numbers(machine, 51, 1)[0]).toBeCloseTo(10 - 1.5 * fixed, 5);
  });

  it('adds two terms, one of them scaled and shifted, and cuts off what is negative', () => {
    put([1, -2, 3], [10, 20, -30]);
    machine.write(30, Float32Array.of(2));
    machine.write(31, Float32Array.of(-1));
    run(machine, instruction(6, ...lanes, 1, 1, 1, 1, 0, IN, 30, 31, IN + 1, 0, 0, OUT));
    expect(result(1)).toEqual([[2 * 1 - 1 + 10, 2 * -2 - 1 + 20, 0]]);
  });

  it('hands a gradient through where the value is positive', () => {
    put([1, -2, 3], [5, 6, 7], [1, 1, 1]);
    run(
      machine,
      instruction(7, ...lanes, 1, 1, 1, 1, 0, IN, 0, 0, 0, 0, 0, 0, IN + 1, IN + 2, 0, OUT, IN, 0, 0, 0, 60),
    );
    expect(result(1)).toEqual([[6, 0, 8]]);
    const sums = new Float64Array(2);
    machine.read(60, sums);
    // Σg, and Σg·y with a mean of 0 where none is given.
    expect([...sums]).toEqual([14, 6 + 24]);
  });

  it('pools whole images: their mean or their maximum, and back', () => {
    put([1, 5, -1], [3, 5, -3], [2, 0, -2], [2, 2, -6]);
    run(machine, instruction(8, ...lanes, 0, 2, 1, 2, IN, OUT, 0, 0));
    expect(result(1)).toEqual([[2, 3, -3]]);
    run(machine, instruction(9, ...lanes, 0, 2, 1, 2, IN, OUT, OUT, OUT + 1));
    expect(lines(machine, OUT + 1, 4, 3)).toEqual(Array(4).fill([0.5, 0.75, -0.75]));
    run(machine, instruction(8, ...lanes, 1, 2, 1, 2, IN, OUT, 0, 0));
    expect(result(1)).toEqual([[3, 5, -1]]);
    // Of equal maxima the first takes the gradient, which is 3, 5, −1 here.
    run(machine, instruction(9, ...lanes, 1, 2, 1, 2, IN, OUT, OUT, OUT + 1));
    expect(lines(machine, OUT + 1, 4, 3)).toEqual([
      [0, 5, -1],
      [3, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });

  it('pools windows: what lies outside of the image does not count', () => {
    // One row of three columns, windows of two columns, one column of padding at the left.
    put([4, 1, -2], [2, 3, -4], [6, 3, -8]);
    const shape = (kind: number) => [...lanes, kind, 1, 1, 3, 1, 2, 1, 2, 0, 1, 1, 2] as const;
    run(machine, instruction(10, ...shape(0), IN, OUT, 0, 0));
    expect(result(2)).toEqual([
      [4, 1, -2],
      [4, 3, -6],
    ]);
    run(machine, instruction(10, ...shape(1), IN, OUT, 0, 0));
    expect(result(2)).toEqual([
      [4, 1, -2],
      [6, 3, -4],
    ]);
    run(machine, instruction(11, ...shape(1), IN, OUT, OUT, OUT + 2));
    expect(lines(machine, OUT + 2, 3, 3)).toEqual([
      [4, 1, -2],
      [0, 3, -4],
      [6, 0, 0],
    ]);
  });

  it('has no maximum of what holds something that is not a number, wherever it lies', () => {
    put([Number.NaN, 1, 2], [1, Number.NaN, 3], [0, 5, Number.NaN]);
    run(machine, instruction(8, ...lanes, 1, 1, 1, 3, IN, OUT, 0, 0));
    expect(result(1)).toEqual([[Number.NaN, Number.NaN, Number.NaN]]);
  });

  it('moves windows: into a larger tensor, around it 0', () => {
    put([1, 2, 3], [4, 5, 6]);
    run(machine, instruction(20, 96, bits(9), OUT));
    // Two columns of one channel, to channel 1 of 2, one column to the right of 3.
    run(machine, instruction(12, 1, 1, 1, 2, IN, 1, 2, 3, OUT, 0, 1, 1, 1));
    expect(result(6)).toEqual([
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  it('flattens rows, columns, channels, and back', () => {
    // 1 row, 2 channels, 2 columns: channel 0 holds 1 and 2, channel 1 holds 3 and 4.
    put([1], [2], [3], [4]);
    run(machine, instruction(13, 1, 1, 2, 2, IN, OUT, 0));
    expect(lines(machine, OUT, 4, 1).flat()).toEqual([1, 3, 2, 4]);
    run(machine, instruction(13, 1, 1, 2, 2, OUT + 4, OUT, 1));
    expect(lines(machine, OUT + 4, 4, 1).flat()).toEqual([1, 2, 3, 4]);
  });

  it('gathers kept weights, and scatters sums over threads', () => {
    machine.reserve(100);
    machine.write(1, Int32Array.of(2, -1, 0));
    machine.write(2, Float32Array.of(10, 20, 30));
    run(machine, instruction(18, 3, 1, 2, OUT));
    expect(numbers(machine, OUT, 3)).toEqual([30, 0, 10]);
    machine.write(3, Float32Array.of(1, 2, 3));
    machine.write(4, Float32Array.of(10, 20, 30));
    machine.write(OUT, Float32Array.of(7, 7, 7));
    run(machine, instruction(19, 3, 1, 3, 2, 1, OUT));
    expect(numbers(machine, OUT, 3)).toEqual([33, 7, 11]);
  });

  it('sums what items say of each channel', () => {
    machine.reserve(100);
    machine.write(1, Float64Array.of(1, 2, 10, 20, 100, 200));
    run(machine, instruction(23, 2, 3, 1, OUT, 1));
    expect(numbers(machine, OUT, 3).slice(1)).toEqual([111, 222]);
  });

  it('drops the same places forward and backward, about as many as asked', () => {
    machine.reserve(100);
    machine.write(1, Int32Array.of(12345, 678));
    const ones = new Float32Array(16 * 20).fill(1);
    machine.write(2, ones);
    run(machine, instruction(21, 16, 1, 1, 20, 1, bits(0.5), 1, 2, OUT));
    run(machine, instruction(22, 16, 1, 1, 20, 1, bits(0.5), 1, 2, OUT + 30));
    const [forward, backward] = [numbers(machine, OUT, 320), numbers(machine, OUT + 30, 320)];
    expect(backward).toEqual(forward);
    expect(new Set(forward)).toEqual(new Set([0, 2]));
    const dropped = forward.filter((value) => value === 0).length;
    expect(dropped).toBeGreaterThan(110);
    expect(dropped).toBeLessThan(210);
  });
});
