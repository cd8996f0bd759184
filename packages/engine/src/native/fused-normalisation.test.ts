import type { Tensor } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { resolveEngine } from '../node/index.ts';
import { fusedNormalisation } from './fused-normalisation.ts';
import { rawOperations } from './raw-operations.ts';

const { tf, kernels } = await resolveEngine({ prefer: 'tfjs-node' });
const raw = rawOperations(tf);
const fused = raw && kernels !== null ? fusedNormalisation(tf, raw) : undefined;

/** What goes in: rows of channels. */
interface Case {
  readonly rows: number;
  readonly channels: number;
  readonly relu: boolean;
  readonly summed: boolean;
  readonly twoGradients: boolean;
  readonly seed: number;
}

const numbers = ({ rows, channels, seed }: Case, which: number, count = rows * channels): Float32Array =>
  tf.tidy(() =>
    tf.randomNormal([count], which === 0 ? 2 : 0, 1.5, 'float32', seed * 10 + which).dataSync(),
  ) as Float32Array;

/** The same in float64, channel by channel, from the definitions. */
function oracle(one: Case, epsilon: number) {
  const { rows, channels, relu, summed, twoGradients } = one;
  const [x, side, dy, more] = [0, 1, 2, 3].map((which) => numbers(one, which)) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const [scale, offset] = [4, 5].map((which) => numbers(one, which, channels)) as [Float32Array, Float32Array];
  const made = {
    output: new Float64Array(x.length),
    variance: new Float64Array(channels),
    mean: new Float64Array(channels),
  };
  const back = {
    input: new Float64Array(x.length),
    scale: new Float64Array(channels),
    offset: new Float64Array(channels),
  };
  const passed = new Float64Array(x.length);
  let steepest = 0;
  for (let c = 0; c < channels; c++) {
    const places = Array.from({ length: rows }, (_, r) => r * channels + c);
    const sum = (of: (i: number) => number): number => places.reduce((total, i) => total + of(i), 0);
    const mean = sum((i) => x[i]!) / rows;
    const squares = sum((i) => (x[i]! - mean) ** 2);
    const spread = 1 / Math.sqrt(squares / rows + epsilon);
    const normal = (i: number): number => (x[i]! - mean) * spread;
    for (const i of places) {
      const value = normal(i) * scale[c]! + offset[c]! + (summed ? side[i]! : 0);
      // At the kink rounding decides: there no gradient comes in.
      if (relu && Math.abs(value) < 1e-4) dy[i] = more[i] = 0;
      made.output[i] = relu ? Math.max(0, value) : value;
      passed[i] = relu && value <= 0 ? 0 : dy[i]! + (twoGradients ? more[i]! : 0);
    }
    [made.mean[c], made.variance[c]] = [mean, squares / Math.max(1, rows - 1)];
    for (const i of places) steepest = Math.max(steepest, Math.abs(scale[c]! * spread * passed[i]!));
    back.offset[c] = sum((i) => passed[i]!);
    back.scale[c] = sum((i) => passed[i]! * normal(i));
    for (const i of places)
      back.input[i] = scale[c]! * spread * (passed[i]! - back.offset[c]! / rows - (normal(i) * back.scale[c]!) / rows);
  }
  return { x, side, dy, more, scale, offset, made, back, passed, steepest };
}

/** Greatest difference, by the greatest value or that of what was summed. */
function apart(found: ArrayLike<number>, expected: ArrayLike<number>, summands = 1e-3): number {
  expect(found.length).toBe(expected.length);
  const size = Array.from(expected).reduce((top, value) => Math.max(top, Math.abs(value)), summands);
  return Array.from(found).reduce((worst, value, i) => Math.max(worst, Math.abs(value - expected[i]!)), 0) / size;
}

function check(one: Case): void {
  const epsilon = 1e-3;
  const { rows, channels, relu, summed, twoGradients } = one;
  const { x, side, dy, more, scale, offset, made, back, passed, steepest } = oracle(one, epsilon);
  tf.tidy(() => {
    const images = (values: Float32Array): Tensor => tf.tensor(values, [rows, 1, 1, channels]);
    const [input, scales, offsets] = [images(x), tf.tensor1d(scale), tf.tensor1d(offset)];
    const forward = fused!.normalise(input, scales, offsets, epsilon, relu, summed ? images(side) : undefined);
    expect(forward.output.shape).toEqual([rows, 1, 1, channels]);
    expect(apart(forward.output.dataSync(), made.output)).toBeLessThan(1e-5);
    expect(apart(forward.mean.dataSync(), made.mean)).toBeLessThan(1e-5);
    expect(apart(forward.variance.dataSync(), made.variance)).toBeLessThan(1e-5);
    const found = fused!.normaliseGradient({
      gradient: images(dy),
      more: twoGradients ? images(more) : undefined,
      input,
      output: forward.output,
      scale: scales,
      offset: offsets,
      kept: forward.kept,
      epsilon,
      relu,
      summed,
    });
    // With few rows the summands nearly cancel.
    expect(apart(found.input.dataSync(), back.input, Math.max(1e-3, steepest))).toBeLessThan(2e-5);
    expect(apart(found.scale.dataSync(), back.scale)).toBeLessThan(2e-5);
    expect(apart(found.offset.dataSync(), back.offset)).toBeLessThan(2e-5);
    expect(found.side === undefined).toBe(!summed);
    if (found.side !== undefined) expect(apart(found.side.dataSync(), passed)).toBeLessThan(1e-6);
  });
}

describe('fused normalisation', () => {
  if (fused === undefined) {
    it.skip('is not compiled here: nothing was checked', () => {});
    return;
  }
  const before = tf.memory().numTensors;
  afterEach(() => expect(tf.memory().numTensors).toBe(before));

  it('agrees with the definitions in float64 on drawn shapes, with and without sum, ReLU and a second gradient', () => {
    const cases = fc.record({
      rows: fc.integer({ min: 2, max: 300 }),
      channels: fc.integer({ min: 1, max: 140 }),
      relu: fc.boolean(),
      summed: fc.boolean(),
      twoGradients: fc.boolean(),
      seed: fc.integer({ min: 1, max: 1e6 }),
    });
    fc.assert(fc.property(cases, check), { numRuns: 150, verbose: true });
  });

  it.each([16, 32, 64, 128])('agrees on many rows of %i channels, which are summed in parts', (channels) => {
    for (const relu of [false, true]) {
      const summed = channels > 32;
      check({ rows: 2500, channels, relu, summed, twoGradients: true, seed: channels });
    }
  });

  it('sums around the mean: numbers far from 0 keep their variance', () => {
    tf.tidy(() => {
      const input = tf.tensor(
        Float32Array.from({ length: 8000 }, (_, i) => 1000 + (i % 2)),
        [4000, 2],
      );
      const columns = tf.tensor(
        Float32Array.from({ length: 8000 }, (_, i) => 1000 + (Math.floor(i / 2) % 2)),
        [4000, 2],
      );
      const [one, zero] = [tf.ones([2]), tf.zeros([2])];
      expect([...fused.normalise(input, one, zero, 1e-5, false).variance.dataSync()]).toEqual([0, 0]);
      const found = fused.normalise(columns, one, zero, 1e-5, false).variance.dataSync();
      for (const value of found) expect(value).toBeCloseTo((0.25 * 4000) / 3999, 6);
    });
  });

  it('refuses inputs that do not fit each other', () => {
    tf.tidy(() => {
      const [image, three] = [tf.ones([2, 2, 2, 4]), tf.ones([3])];
      expect(() => fused.normalise(image, three, three, 1e-5, false)).toThrow(/wrong number/);
      const four = tf.ones([4]);
      expect(() => fused.normalise(image, four, four, 1e-5, false, three)).toThrow(/wrong number/);
      expect(() => fused.normalise(tf.ones([0, 4]), four, four, 1e-5, false)).toThrow(/nothing to normalise/);
    });
  });
});
