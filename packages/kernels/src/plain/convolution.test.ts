import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bench, type Shape } from '../random-cases/bench.test.kit.ts';
import {
  drawWeights,
  filterLists,
  haloOf,
  inputLists,
  type Weight,
} from '../random-cases/convolution-lists.test.kit.ts';
import { type ConvolutionSpec, convolutionSpecs, geometryOperands } from '../random-cases/convolution-spec.test.kit.ts';
import { plainMachine } from './index.ts';

const volume = ({ rows, channels, columns }: Shape): number => rows * channels * columns;
const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x, i) => sum + x * (b[i] as number), 0);

/** A source without normalisation or activation. */
const plainSource = ({ rows, channels, columns }: Shape, tensor: number): number[] => [
  ...[rows, channels, columns, 0, 0],
  ...[tensor, 0, 0, 0, 0, 0, 0],
];

/** A convolution by its definition: image by image in arrays with the padding around them, no lists. */
function convolve(spec: ConvolutionSpec, weights: readonly Weight[], x: readonly number[]): number[] {
  const { batch, image, out, strides, padding } = spec;
  const result = new Array<number>(batch * volume(out)).fill(0);
  const at = (i: number, row: number, c: number, column: number): number =>
    row < 0 || row >= image.rows || column < 0 || column >= image.columns
      ? 0
      : (x[((i * image.rows + row) * image.channels + c) * image.columns + column] as number);
  const place = result.map((_, n) => [n % out.columns, Math.floor(n / out.columns)] as const);
  return result.map((_, n) => {
    const [column, rest] = place[n] as readonly [number, number];
    const [filter, row, i] = [
      rest % out.channels,
      Math.floor(rest / out.channels) % out.rows,
      Math.floor(n / volume(out)),
    ];
    const own = weights.filter((weight) => weight.filter === filter);
    const [top, left] = [row * strides[0] - padding[0], column * strides[1] - padding[1]];
    return own.reduce((sum, { ky, kx, channel, value }) => sum + value * at(i, top + ky, channel, left + kx), 0);
  });
}

/** Forward and back through a convolution on the plain machine. */
function runBoth(spec: ConvolutionSpec) {
  const bench = new Bench({ machine: plainMachine() }, spec.seed);
  const { batch, image, out, chunks } = spec;
  const [tiles, halo] = [bench.tiles(batch), haloOf(spec)];
  const weights = drawWeights(bench, spec);
  const [forward, back] = [filterLists(bench, spec, weights), inputLists(bench, spec, halo, weights)];
  const [input, gradient] = [bench.tensor(image, batch), bench.tensor(out, batch)];
  const [output, result] = [bench.emptyTensor(out, batch), bench.emptyTensor(image, batch)];
  const [ofWeights, geometry] = [bench.emptyFloats(forward.size), geometryOperands(bench, spec, 1)];
  const ofBias = bench.emptyDoubles(tiles * chunks * out.channels);
  const source = plainSource(image, input);
  bench.emit(1, batch, tiles, source, geometry, forward.operands, output, 0, 0);
  bench.emit(
    ...([2, batch, tiles, source, geometry, [gradient, 0, 0, 0, 0]] as const),
    ...([halo.top, halo.left, halo.slabColumns, halo.extraRows, forward.operands.slice(0, 4), ofWeights, 0] as const),
    ...([back.operands, ofBias, [result, 0, 0, 0, 0, 0, 0, 0, 0]] as const),
  );
  expect(bench.run()).toEqual([]);
  return {
    weights,
    values: bench.readFloats(forward.operands[4] as number, forward.size),
    valueGradients: bench.readFloats(ofWeights, forward.size),
    biasGradients: bench.readDoubles(ofBias, tiles * chunks, out.channels),
    x: bench.readTensor(input, image, batch),
    xGradient: bench.readTensor(result, image, batch),
    y: bench.readTensor(output, out, batch),
    yGradient: bench.readTensor(gradient, out, batch),
  };
}

/** Within rounding to 32 bits of what was summed. */
function expectNear(found: number, expected: number, size: number): void {
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-6 * size + 1e-9);
}

const sizeOf = (a: readonly number[], b: readonly number[]): number => dot(a.map(Math.abs), b.map(Math.abs));

describe('the plain machine', () => {
  it('convolves by lists as a convolution is defined', () => {
    fc.assert(
      fc.property(convolutionSpecs, (spec) => {
        const { weights, x, y } = runBoth(spec);
        const expected = convolve(spec, weights, x);
        const sizes = convolve(
          spec,
          weights.map((one) => ({ ...one, value: Math.abs(one.value) })),
          x.map(Math.abs),
        );
        y.forEach((found, i) => {
          expectNear(found, expected[i] as number, sizes[i] as number);
        });
      }),
      { numRuns: 60 },
    );
  });

  // y is linear in x and in the weights, so Σ g·y = Σ x·(gradient of x) = Σ w·(gradient of w).
  it('goes back by what a convolution is the transpose of', () => {
    fc.assert(
      fc.property(convolutionSpecs, (spec) => {
        const { x, xGradient, y, yGradient, values, valueGradients, biasGradients } = runBoth(spec);
        const size = sizeOf(y, yGradient) + sizeOf(x, xGradient) + sizeOf(values, valueGradients);
        expectNear(dot(x, xGradient), dot(y, yGradient), size);
        expectNear(dot(values, valueGradients), dot(y, yGradient), size);
        const sum = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0);
        expect(sum(biasGradients)).toBe(sum(yGradient));
      }),
      { numRuns: 100 },
    );
  });

  it('convolves one row by hand', () => {
    const machine = plainMachine();
    machine.reserve(20);
    // One image of one channel, columns 1 2 3; kernel 10 100 with a column of padding at the left.
    for (const [i, value] of [1, 2, 3].entries()) machine.write(1 + i, Float32Array.of(value));
    machine.write(4, Int32Array.of(0, 2));
    machine.write(5, Int32Array.of(0, 1));
    machine.write(6, Float32Array.of(10, 100));
    machine.write(7, Float32Array.of(0.5));
    const source = [1, 1, 3, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    const geometry = [1, 2, 1, 1, 0, 1, 1, 1, 3, 1, 1, 19, 1];
    machine.run(Int32Array.of(1, 37, 1, 1, ...source, ...geometry, 1, 1, 4, 5, 6, 8, 7, 12));
    const [found, sums] = [new Float32Array(33), new Float64Array(2)];
    machine.read(8, found);
    machine.read(12, sums);
    expect([found[0], found[16], found[32]]).toEqual([100.5, 210.5, 320.5]);
    expect([...sums]).toEqual([631.5, 100.5 ** 2 + 210.5 ** 2 + 320.5 ** 2]);
  });
});
