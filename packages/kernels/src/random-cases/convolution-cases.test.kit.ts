import fc from 'fast-check';
import type { Bench } from './bench.test.kit.ts';
import type { Case } from './compare.test.kit.ts';
import { drawWeights, filterLists, haloOf, inputLists, type PlacedLists } from './convolution-lists.test.kit.ts';
import {
  type ConvolutionSpec,
  convolutionSpecs,
  geometryOperands,
  patchLines,
  scratchLines,
  slabLines,
} from './convolution-spec.test.kit.ts';
import { normalisedOperands, type SourceSpec, sourceOperands, sourceSpecs } from './source-cases.test.kit.ts';

const none: PlacedLists = { operands: [1, 0, 0, 0, 0], size: 0 };

/** What a case of CONV_FORWARD is like. */
export const forwardSpecs: fc.Arbitrary<ForwardSpec> = fc.record({
  convolution: convolutionSpecs,
  source: sourceSpecs,
  store: fc.boolean(),
  bias: fc.boolean(),
  sums: fc.boolean(),
});

/** See {@link forwardSpecs}. */
export interface ForwardSpec {
  readonly convolution: ConvolutionSpec;
  readonly source: SourceSpec;
  readonly store: boolean;
  readonly bias: boolean;
  readonly sums: boolean;
}

/** 1: output, stored value, sums. */
export function forwardCase({ convolution: spec, source, store, bias, sums }: ForwardSpec): Case {
  return (bench) => {
    const { batch, image, out } = spec;
    const tiles = bench.tiles(batch);
    const stored = bench.emptyTensor(image, batch);
    const from = sourceOperands(bench, source, image, batch, store ? stored : 0);
    const geometry = geometryOperands(bench, spec, slabLines(spec) + scratchLines(spec, image, out));
    const lists = filterLists(bench, spec, drawWeights(bench, spec));
    const [output, items] = [bench.emptyTensor(out, batch), tiles * spec.chunks];
    const added = bench.floats(bench.numbers(out.channels));
    const summed = bench.emptyDoubles(items * out.channels * 2);
    bench.emit(1, batch, tiles, from, geometry, lists.operands, output, bias ? added : 0, sums ? summed : 0);
    return {
      output: () => bench.readTensor(output, out, batch),
      ...(store && { stored: () => bench.readTensor(stored, image, batch) }),
      ...(sums && { sums: () => bench.readDoubles(summed, items, out.channels * 2) }),
    };
  };
}

/** See {@link backwardSpecs}. */
export interface BackwardSpec {
  readonly convolution: ConvolutionSpec;
  readonly source: SourceSpec;
  /** Is the output normalised? */
  readonly normalised: boolean;
  readonly weights: boolean;
  readonly inputs: boolean;
  readonly bias: boolean;
  /** Tensors added to the input's gradient. */
  readonly added: number;
  readonly mask: boolean;
  /** Normalisations below. */
  readonly below: number;
  readonly sums: boolean;
}

/** What a case of CONV_BACKWARD is like. */
export const backwardSpecs: fc.Arbitrary<BackwardSpec> = fc.record({
  convolution: convolutionSpecs,
  source: sourceSpecs,
  normalised: fc.boolean(),
  weights: fc.oneof(fc.constant(true), fc.boolean()),
  inputs: fc.oneof(fc.constant(true), fc.boolean()),
  bias: fc.boolean(),
  added: fc.integer({ min: 0, max: 2 }),
  mask: fc.boolean(),
  below: fc.integer({ min: 0, max: 2 }),
  sums: fc.boolean(),
});

function gradientOperands(bench: Bench, { convolution: { out, batch }, normalised }: BackwardSpec): number[] {
  const gradient = bench.tensor(out, batch);
  if (!normalised) return [gradient, 0, 0, 0, 0];
  const vector = (): number => bench.floats(bench.numbers(out.channels));
  return [gradient, bench.tensor(out, batch), vector(), vector(), vector()];
}

/** 2: gradients of weights (in all threads), bias and input, sums. */
export function backwardCase(one: BackwardSpec): Case {
  const { convolution: spec, source, weights, inputs, bias, below, sums } = one;
  return (bench) => {
    const { batch, image, out } = spec;
    const [halo, tiles, { threads }] = [haloOf(spec), bench.tiles(batch), bench.machine];
    const items = tiles * spec.chunks;
    const from = sourceOperands(bench, source, image, batch, 0);
    const slab =
      slabLines(spec) +
      out.channels * halo.slabColumns * (spec.slabRows + halo.extraRows) +
      scratchLines(spec, out, image) +
      patchLines(spec);
    const geometry = geometryOperands(bench, spec, slab);
    const gradient = gradientOperands(bench, one);
    const kernel = drawWeights(bench, spec);
    const wanted = weights ? filterLists(bench, spec, drawWeights(bench, spec)) : none;
    const ways = inputs ? inputLists(bench, spec, halo, kernel) : none;
    const stride = Math.ceil(wanted.size / 16) + 1;
    const gradients = bench.emptyFloats(threads * stride * 16);
    const biases = bench.emptyDoubles(items * out.channels);
    const result = bench.emptyTensor(image, batch);
    const added = [0, 1].map((i) => (i < one.added ? bench.tensor(image, batch) : 0));
    const normalised = normalisedOperands(bench, below, image, batch);
    const summed = bench.emptyDoubles(items * image.channels * 3);
    bench.emit(
      ...([2, batch, tiles, from, geometry, gradient] as const),
      ...([halo.top, halo.left, halo.slabColumns, halo.extraRows] as const),
      ...([wanted.operands.slice(0, 4), gradients, stride, ways.operands, bias ? biases : 0] as const),
      ...([result, added, one.mask ? 1 : 0, normalised, sums ? summed : 0] as const),
    );
    return {
      ...(weights && { weights: () => overThreads(bench, gradients, stride, wanted.size) }),
      ...(bias && { bias: () => bench.readDoubles(biases, items, out.channels) }),
      ...(inputs && { result: () => bench.readTensor(result, image, batch) }),
      ...(inputs && sums && { sums: () => bench.readDoubles(summed, items, image.channels * 3) }),
    };
  };
}

function overThreads(bench: Bench, at: number, stride: number, count: number): number[] {
  const sum = new Array<number>(count).fill(0);
  for (let thread = 0; thread < bench.machine.threads; thread++)
    bench.readFloats(at + thread * stride, count).forEach((more, i) => {
      sum[i] = (sum[i] as number) + more;
    });
  return sum;
}
