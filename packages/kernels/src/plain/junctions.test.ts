import { describe, expect, it } from 'vitest';
import { Bench, bits } from '../random-cases/bench.test.kit.ts';
import { plainMachine } from './index.ts';

const names = ['none', 'relu', 'relu6', 'leakyRelu', 'elu', 'sigmoid', 'tanh', 'swish'];
const slope = 0.25;
const steps = [-5.03, -2.51, -0.77, -0.13, 0.11, 0.83, 2.37, 5.71, 6.29];

/** Values and slopes of an activation at some sums. */
function runAct(act: number, sums: readonly number[]): { values: number[]; slopes: number[] } {
  const bench = new Bench({ machine: plainMachine() }, 1);
  const shape = { rows: 1, channels: 1, columns: sums.length };
  const [input, ones] = [bench.lines(sums.length), bench.lines(sums.length)];
  sums.forEach((sum, i) => {
    bench.machine.write(input + i, Float32Array.of(sum));
    bench.machine.write(ones + i, Float32Array.of(1));
  });
  const [value, result] = [bench.emptyTensor(shape, 1), bench.emptyTensor(shape, 1)];
  const source = [1, 1, sums.length, act, bits(slope), input, 0, 0, 0, 0, 0];
  bench.emit(6, 1, 1, source, value);
  bench.emit(7, 1, 1, source, 0, ones, 0, 0, result, 0, 0, 0, 0, 0);
  expect(bench.run()).toEqual([]);
  return { values: bench.readTensor(value, shape, 1), slopes: bench.readTensor(result, shape, 1) };
}

describe('the plain machine', () => {
  it('takes at 0, where an empty filter is, the slope from below', () => {
    expect(['relu', 'relu6', 'leakyRelu'].map((name) => runAct(names.indexOf(name), [0]).slopes[0])).toEqual([
      0,
      0,
      slope,
    ]);
  });

  it.each(names.map((name, act) => [name, act] as const))('knows the slope of %s', (_, act) => {
    const h = 2 ** -7;
    const { slopes } = runAct(act, steps);
    const [before, after] = [-h, h].map(
      (move) =>
        runAct(
          act,
          steps.map((sum) => sum + move),
        ).values,
    );
    slopes.forEach((found, i) => {
      const expected = ((after?.[i] as number) - (before?.[i] as number)) / (2 * h);
      expect(Math.abs(found - expected)).toBeLessThan(1e-4);
    });
  });

  it('knows the values of activations at −1 and 8', () => {
    const found = names.map((_, act) => runAct(act, [-1, 8]).values);
    expect(found.slice(0, 4)).toEqual([
      [-1, 8],
      [0, 8],
      [0, 6],
      [-0.25, 8],
    ]);
    const expected = [-0.632120559, 8, 0.268941421, 0.99966465, -0.761594156, 0.999999775, -0.268941421, 7.9973172];
    found
      .slice(4)
      .flat()
      .forEach((one, i) => {
        expect(one).toBeCloseTo(expected[i] as number, 6);
      });
  });

  it('takes a mean that is not given for 0, in channels of the second line too', () => {
    const bench = new Bench({ machine: plainMachine() }, 1);
    const shape = { rows: 1, channels: 20, columns: 1 };
    // Line 1 holds numbers: it must not be read for a vector without an address.
    const [y, g, result] = [bench.tensor(shape, 1), bench.tensor(shape, 1), bench.emptyTensor(shape, 1)];
    const sums = bench.emptyDoubles(60);
    bench.emit(7, 1, 1, [1, 20, 1, 0, 0, y, 0, 0, 0, 0, 0], 0, g, 0, 0, result, y, 0, 0, 0, sums);
    expect(bench.run()).toEqual([]);
    const [ys, gs] = [bench.readTensor(y, shape, 1), bench.readTensor(g, shape, 1)];
    const expected = gs.flatMap((one, c) => [one, one * (ys[c] as number), 0]);
    expect(bench.readDoubles(sums, 1, 60)).toEqual(expected);
  });
});
