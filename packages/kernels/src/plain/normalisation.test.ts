import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bench, bits } from '../random-cases/bench.test.kit.ts';
import { plainMachine } from './index.ts';

const epsilon = 2 ** -10;
const mean = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0) / all.length;
const product = (a: readonly number[], b: readonly number[]): number[] => a.map((x, i) => x * (b[i] as number));

const specs = fc.record({
  seed: fc.integer(),
  batch: fc.integer({ min: 2, max: 40 }),
  // Vectors of up to three lines.
  channels: fc.integer({ min: 1, max: 40 }),
  columns: fc.integer({ min: 1, max: 3 }),
});

/** Statistics, value, the way back, and what becomes of a gradient, on the plain machine. */
function runNorm({
  seed,
  batch,
  channels,
  columns,
}: {
  seed: number;
  batch: number;
  channels: number;
  columns: number;
}) {
  const bench = new Bench({ machine: plainMachine() }, seed);
  const [shape, tiles] = [{ rows: 1, channels, columns }, bench.tiles(batch)];
  const tensors = { y: bench.tensor(shape, batch), g: bench.tensor(shape, batch) };
  const perChannel = (at: number): number[][] => {
    const all = bench.readTensor(at, shape, batch);
    return Array.from({ length: channels }, (_, c) => all.filter((_x, n) => Math.floor(n / columns) % channels === c));
  };
  const [y, g] = [perChannel(tensors.y), perChannel(tensors.g)];
  const sums = bench.doubles(y.flatMap((one) => [mean(one) * one.length, mean(product(one, one)) * one.length]));
  const [gamma, beta] = [bench.floats(bench.numbers(channels)), bench.floats(bench.numbers(channels))];
  const empty = (): number => bench.emptyFloats(channels);
  const [scale, shift, means, inverse, a, b, c] = [empty(), empty(), empty(), empty(), empty(), empty(), empty()];
  const [moments, gradients] = [bench.emptyFloats(2 * channels), bench.emptyFloats(2 * channels)];
  const [value, result] = [bench.emptyTensor(shape, batch), bench.emptyTensor(shape, batch)];
  const products = bench.doubles(new Array<number>(tiles * channels * 3).fill(0));
  const count = bits(batch * columns);
  const source = [1, channels, columns, 0, 0, tensors.y, scale, shift, 0, 0, 0];
  bench.emit(3, channels, 1, sums, count, bits(epsilon), gamma, beta, scale, shift, means, inverse, moments, 0);
  bench.emit(6, batch, tiles, source, value);
  bench.emit(7, batch, tiles, source, 0, tensors.g, 0, 0, result, tensors.y, means, 0, 0, products);
  bench.emit(5, channels, tiles, products, 1, count, gamma, means, inverse, a, b, c, gradients, 0, gradients, channels);
  expect(bench.run()).toEqual([]);
  const vector = (at: number): number[] => bench.readFloats(at, channels);
  const parts = { gamma: vector(gamma), beta: vector(beta), a: vector(a), b: vector(b), c: vector(c) };
  return { ...parts, y, g, value: perChannel(value), gradients: bench.readFloats(gradients, 2 * channels) };
}

/** Differences are at most 10⁻⁴ of the largest number that takes part: variances here may be cancelled to 1/1000. */
function expectClose(found: readonly number[], expected: readonly number[], size: number): void {
  found.forEach((one, i) => {
    expect(Math.abs(one - (expected[i] as number))).toBeLessThanOrEqual(1e-4 * (size + 1));
  });
}

describe('the plain machine', () => {
  it('normalises a batch and goes back as batch normalisation is defined', () => {
    fc.assert(
      fc.property(specs, (spec) => {
        const { y, g, gamma, beta, a, b, c, value, gradients } = runNorm(spec);
        y.forEach((ys, k) => {
          const [middle, gs, weight] = [mean(ys), g[k] as number[], gamma[k] as number];
          const inverse = 1 / Math.sqrt(mean(ys.map((one) => (one - middle) ** 2)) + epsilon);
          const normal = ys.map((one) => (one - middle) * inverse);
          const size = 4 * inverse * inverse;
          expectClose(
            value[k] as number[],
            normal.map((one) => weight * one + (beta[k] as number)),
            size,
          );
          const along = mean(product(gs, normal));
          const expected = gs.map((one, i) => weight * inverse * (one - mean(gs) - (normal[i] as number) * along));
          const found = gs.map(
            (one, i) => (a[k] as number) * one + (b[k] as number) * (ys[i] as number) + (c[k] as number),
          );
          expectClose(found, expected, size);
          const both = [gradients[k] as number, gradients[spec.channels + k] as number];
          expectClose(both, [along * gs.length, mean(gs) * gs.length], size * gs.length);
        });
      }),
      { numRuns: 60 },
    );
  });
});
