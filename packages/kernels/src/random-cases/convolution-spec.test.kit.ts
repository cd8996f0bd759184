import fc from 'fast-check';
import type { Bench, Shape } from './bench.test.kit.ts';

/** A convolution's shape and how it is worked through. */
export interface ConvolutionSpec {
  readonly seed: number;
  readonly batch: number;
  readonly image: Shape;
  readonly groups: number;
  readonly out: Shape;
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: readonly [number, number];
  /** Eight: all weights of 3x3 at stride 1, as Winograd's way wants them. */
  readonly block: 1 | 4 | 8;
  readonly chunks: number;
  readonly slabRows: number;
  /** Share of weights kept. */
  readonly kept: number;
  /** Share of filters without any. */
  readonly empty: number;
}

const upTo = (max: number, min = 1): fc.Arbitrary<number> => fc.integer({ min, max });
const pair = (one: fc.Arbitrary<number>): fc.Arbitrary<[number, number]> => fc.tuple(one, one);

const drawn = fc.record({
  seed: fc.integer(),
  batch: upTo(40),
  size: fc.oneof(pair(upTo(11)), fc.tuple(upTo(5), upTo(22, 12))),
  kernel: pair(upTo(5)),
  strides: pair(fc.oneof(fc.constant(1), upTo(3))),
  before: pair(upTo(2, 0)),
  after: pair(upTo(2, 0)),
  // groups, channels and filters of each
  channels: fc.oneof(
    fc.tuple(fc.constant(1), upTo(9), upTo(9)),
    // more than a vector of them
    fc.tuple(fc.constant(1), upTo(5), upTo(20, 15)),
    fc.tuple(fc.constant(1), upTo(11, 9), upTo(5)),
    fc.tuple(upTo(3, 2), upTo(3), upTo(3)),
    fc.tuple(upTo(9), fc.constant(1), fc.constant(1)),
  ),
  block: fc.constantFrom<(1 | 4 | 8)[]>(1, 4, 8),
  chunks: upTo(3),
  slabRows: fc.oneof(upTo(4), upTo(11)),
  kept: fc.constantFrom(0, 0.1, 0.5, 1, 1),
  empty: fc.constantFrom(0, 0.3),
});

/** Draws convolutions of every kind whose output is not empty. */
export const convolutionSpecs: fc.Arbitrary<ConvolutionSpec> = drawn.map(
  ({ size, kernel: any, before, after, channels: [parts, inside, filters], block: asked, ...others }) => {
    const isWide = asked === 8 && size.every((length, i) => length + before[i as 0] + after[i as 0] >= 3);
    const [wanted, groups, block]: [[number, number], number, 1 | 4 | 8] = isWide
      ? [[3, 3], 1, 8]
      : [any, parts, asked === 8 ? 4 : asked];
    const rest = { ...others, block, strides: isWide ? ([1, 1] as [number, number]) : others.strides };
    const padded = [0, 1].map((i) => size[i as 0] + before[i as 0] + after[i as 0]);
    const kernel = wanted.map((taps, i) => Math.min(taps, padded[i] as number)) as [number, number];
    const [rows = 0, columns = 0] = kernel.map((taps, i) =>
      Math.floor(((padded[i] as number) - taps) / (rest.strides[i] as number) + 1),
    );
    return {
      ...rest,
      kernel,
      padding: before,
      groups,
      image: { rows: size[0], channels: groups * inside, columns: size[1] },
      out: { rows, channels: groups * filters, columns },
    };
  },
);

/** Columns of a slab of the source. */
export function slabColumns({ image, out, kernel, strides, padding }: ConvolutionSpec): number {
  return Math.max((out.columns - 1) * strides[1] + kernel[1], padding[1] + image.columns);
}

/** Lines of a slab of the source. */
export function slabLines(spec: ConvolutionSpec): number {
  const { slabRows, strides, kernel, padding, image } = spec;
  const rows = Math.max((slabRows - 1) * strides[0] + kernel[0], slabRows * strides[0] + padding[0]);
  return image.channels * slabColumns(spec) * rows;
}

/** Lines behind the slabs for Winograd's way: transformed weights and tiles, sums. */
export function scratchLines({ block }: ConvolutionSpec, read: Shape, made: Shape): number {
  const lists = Math.ceil(made.channels / 8);
  return block === 8 ? 18 * (read.channels * lists + 8 * (read.channels + 1)) + 3 * made.channels : 0;
}

/** The same for the weights' gradient: transformed sums, gradients turned, two rows of points of eight patches of inputs and gradients. */
export function patchLines({ block, image, out }: ConvolutionSpec): number {
  const [channels, filters] = [8 * Math.ceil(image.channels / 8), 16 * Math.ceil(out.channels / 16)];
  return block === 8 ? (36 * channels * filters) / 16 + 128 * filters + 96 * (channels + filters) + 36 : 0;
}

/** The operands of a geometry; each thread has a slab, in which there are no numbers at first. */
export function geometryOperands(bench: Bench, spec: ConvolutionSpec, lines: number): readonly number[] {
  const { kernel, strides, padding, out, slabRows, chunks } = spec;
  const { threads } = bench.machine;
  const slab = bench.lines(threads * lines);
  bench.machine.write(slab, new Float32Array(threads * lines * 16).fill(Number.NaN));
  const shape = [out.rows, out.channels, out.columns];
  return [...kernel, ...strides, ...padding, ...shape, slabRows, chunks, slab, lines];
}
